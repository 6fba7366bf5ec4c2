import { evaluateCondition } from '../expression/condition.ts'
import type { Scope } from '../expression/tenant-scope.ts'
import type { Policy, Rule } from './policy.ts'

/** The rules that look at a tenant, whatever their days; one whose `match` cannot be decided looks at everybody. */
export function rulesFor(policies: readonly Policy[], scope: Scope): readonly Rule[] {
  const answers = new Map<string, boolean>()
  return policies
    .flatMap(({ rules }) => rules)
    .filter(({ match }) =>
      match.every((condition) => {
        const known = answers.get(condition.source)
        if (known !== undefined) return known
        const answer = evaluateCondition(condition, scope)
        const looks = 'error' in answer || answer.value
        answers.set(condition.source, looks)
        return looks
      }),
    )
}
