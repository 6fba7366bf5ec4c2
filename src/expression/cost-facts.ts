/** What a tenant and its change cost, as expressions see it. */
export type CostFacts = Readonly<{
  /** Fields of `cost` that are known; amounts in minor units of the estate's currency. */
  values: Readonly<Record<string, bigint | boolean>>
  /** Fields that are not, by path, and why: an expression that needs one cannot be decided. */
  missing: Readonly<Record<string, string>>
}>

export const costFields = [
  'atLeast',
  'monthly',
  'increase',
  'increasePercent',
  'overBudget',
  'crossesBudget',
  'unpriced',
] as const

export type CostField = (typeof costFields)[number]

/** Where nothing was estimated: the test of a rule, an estate without a price book. */
export const noCost = (why: string): CostFacts => ({
  values: {},
  missing: Object.fromEntries(costFields.map((field) => [`cost.${field}`, why])),
})
