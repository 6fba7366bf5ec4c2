import type { Scope } from './tenant-scope.ts'

/** What a tenant and its change cost, as expressions see it. */
export type CostFacts = Readonly<{
  /** Fields of `cost` that are known; amounts in minor units of the estate's currency. */
  values: Readonly<Record<string, bigint | boolean>>
  /** Fields that are not, by path, and why: an expression that needs one cannot be decided. */
  missing: Readonly<Record<string, string>>
}>

const costFields = [
  'atLeast',
  'monthly',
  'increase',
  'increasePercent',
  'overBudget',
  'crossesBudget',
  'unpriced',
] as const

/** Where nothing was estimated: the test of a rule, an estate without a price book. */
export const noCost = (why: string): CostFacts => ({
  values: {},
  missing: Object.fromEntries(costFields.map((field) => [`cost.${field}`, why])),
})

/** The scope with what it costs, which is worked out once an expression asks. */
export function withCost(scope: Scope, work: () => CostFacts): Scope {
  let done: CostFacts | undefined
  const facts = () => (done ??= work())
  return {
    values: Object.defineProperty({ ...scope.values }, 'cost', {
      enumerable: true,
      get: () => facts().values,
    }),
    get missing() {
      return { ...scope.missing, ...facts().missing }
    },
  }
}
