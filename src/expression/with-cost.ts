import type { CostFacts } from './cost-facts.ts'
import type { Scope } from './tenant-scope.ts'

/** The scope with what it costs, which is worked out once an expression asks. */
export function withCost(scope: Scope, work: () => CostFacts): Scope {
  let done: CostFacts | undefined
  const facts = () => (done ??= work())
  return {
    values: {
      ...scope.values,
      get cost() {
        return facts().values
      },
    },
    get missing() {
      return { ...scope.missing, ...facts().missing }
    },
  }
}
