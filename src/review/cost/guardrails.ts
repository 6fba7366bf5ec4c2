import { clausesOf, sentenceOf, undecidedSentence } from '../../approvals/because.ts'
import { evaluateCondition } from '../../expression/condition.ts'
import { explain } from '../../expression/explain.ts'
import { tenantScope } from '../../expression/tenant-scope.ts'
import { withCost } from '../../expression/with-cost.ts'
import type { Change } from '../../tenant/change.ts'
import type { Finding } from '../../tenant/finding.ts'
import { costOn } from './seats.ts'
import type { Rules } from '../read-rules.ts'

/** What a change may not cost, and what is worth a look. A guardrail that cannot be decided holds. */
export function guardrailFindings(changes: readonly Change[], rules: Rules, on: string): readonly Finding[] {
  const { guardrails, settings } = rules
  const judging = guardrails.filter(({ then }) => then.kind !== 'seat')
  if (judging.length === 0) return []
  const costOf = costOn(rules, on)
  return changes.flatMap((change): readonly Finding[] => {
    const { after, file } = change
    if (after === undefined) return []
    const scope = withCost(tenantScope(after, change, settings), () => costOf(change, 'after'))
    return judging.flatMap(({ name, condition, then }): readonly Finding[] => {
      const answer = evaluateCondition(condition, scope)
      const unknown = 'error' in answer
      if (!unknown && !answer.value) return []
      const why = unknown
        ? undecidedSentence(
            condition.source,
            answer.error,
            then.kind === 'deny' ? 'the change is refused' : 'it is shown',
          )
        : sentenceOf(clausesOf(explain(condition, scope), scope.values, settings.currency))
      return [
        {
          rule: 'cost/guardrail',
          severity: then.kind === 'deny' ? 'deny' : 'warn',
          file,
          line: 1,
          column: 1,
          pointer: '/budget',
          says: `${name}: ${why}`,
          fix: unknown
            ? 'Have the missing prices added to prices.yml; `landlord estimate` names them.'
            : 'Lower the usage, the tier or the model until it fits, or have the guardrail in settings.yml changed.',
        },
      ]
    })
  })
}
