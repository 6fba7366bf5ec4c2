import type { CostFacts } from '../../expression/cost-facts.ts'

/** What a tenant without a word about it costs in a test: nothing, so that no test turns on the prices of a day. */
const nothing = {
  ...{ atLeast: 0, monthly: 0, increase: 0, increasePercent: 0, unpriced: 0 },
  ...{ overBudget: false, crossesBudget: false },
} as const

/** Whole units in a test, minor ones in an expression. */
const amounts: readonly string[] = ['atLeast', 'monthly', 'increase']

/** The `cost` of a test's tenant as expressions see it; a sentence where it is none. */
export function testedCost(cost: unknown = {}): CostFacts | string {
  if (typeof cost !== 'object' || cost === null || Array.isArray(cost)) return 'its `cost` is no mapping.'
  const given: Readonly<Record<string, unknown>> = { ...cost }
  const strange = Object.keys(given).find((field) => !Object.hasOwn(nothing, field))
  if (strange !== undefined) return `\`cost\` has no \`${strange}\`.`
  const values: Record<string, bigint | boolean> = {}
  for (const [field, usual] of Object.entries(nothing)) {
    const value = given[field] ?? usual
    if (typeof value !== typeof usual) return `\`cost.${field}\` is no ${typeof usual}.`
    values[field] =
      typeof value === 'number'
        ? BigInt(Math.round(value * (amounts.includes(field) ? 100 : 1)))
        : value === true
  }
  return { values, missing: {} }
}
