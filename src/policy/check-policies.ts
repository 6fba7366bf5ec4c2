import { evaluateCondition, type Condition } from '../expression/condition.ts'
import { tenantScope, type Scope } from '../expression/tenant-scope.ts'
import type { Change } from '../tenant/change.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Settings } from '../tenant/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { brokenRule } from './broken-rule.ts'
import { judgeWaivers } from './judge-waivers.ts'
import type { Policy, Rule } from './policy.ts'

/** Whom the rules look at. */
export type Subject = Readonly<{
  tenant: Tenant
  /** Path of the tenant's file. */
  file: string
  change: Pick<Change, 'kind' | 'before' | 'after'>
  settings: Settings
  /** ISO date: a rule is applied from its day on, and a waiver ends on its own. */
  on: string
}>

export type PolicyCheck = Readonly<{
  /** Located by file and JSON pointer; `locateFindings` adds the lines. */
  findings: readonly Finding[]
  /** Rules that looked at the tenant and hold: what the declaration satisfies, and no more than that. */
  satisfied: readonly Rule[]
}>

export function checkPolicies(policies: readonly Policy[], subject: Subject): PolicyCheck {
  const on = subject.on.slice(0, 10)
  const scope = tenantScope(subject.tenant, subject.change, subject.settings, on)
  const answers: Answers = new Map()
  const judged = policies.flatMap((policy) =>
    policy.rules
      .filter((rule) => isApplied(rule, on))
      .map((rule) => ({ policy, rule, judgement: judgeRule(rule, scope, answers) })),
  )
  const kept = judged.filter(({ judgement: { outcome } }) => outcome === 'pass' || outcome === 'skip')
  const waived = { tenant: subject.tenant, file: subject.file, on, scope }
  return {
    findings: [
      ...judged.flatMap(({ policy, rule, judgement }) => {
        if (judgement.outcome === 'fail') return [brokenRule(rule, waived)]
        return judgement.outcome === 'error' ? [undecided(policy, { rule, subject, why: judgement.why })] : []
      }),
      ...judgeWaivers(waived, {
        rules: policies.flatMap(({ rules }) => rules),
        kept: new Set(kept.map(({ rule }) => rule.id)),
      }),
    ],
    satisfied: judged.flatMap(({ rule, judgement }) => (judgement.outcome === 'pass' ? [rule] : [])),
  }
}

const isApplied = ({ warnFrom, effectiveFrom, until }: Rule, on: string): boolean =>
  (warnFrom ?? effectiveFrom) <= on && (until === undefined || on <= until)

export type RuleJudgement =
  Readonly<{ outcome: 'pass' | 'fail' | 'skip' }> | Readonly<{ outcome: 'error'; why: string }>

/** What conditions came to for one scope, by their text: the rules of a pack ask the same again and again. */
type Answers = Map<string, boolean | string>

/** What one rule says of one tenant. */
export function judgeRule(rule: Rule, scope: Scope, answers: Answers = new Map()): RuleJudgement {
  for (const condition of rule.match) {
    const looks = answers.get(condition.source) ?? holds(condition, scope)
    answers.set(condition.source, looks)
    if (typeof looks === 'string') return { outcome: 'error', why: looks }
    if (!looks) return { outcome: 'skip' }
  }
  const kept = holds(rule.expression, scope)
  return typeof kept === 'string' ? { outcome: 'error', why: kept } : { outcome: kept ? 'pass' : 'fail' }
}

/** Yes, no, or why it cannot be said. */
function holds(condition: Condition, scope: Scope): boolean | string {
  const answer = evaluateCondition(condition, scope)
  return 'error' in answer ? answer.error : answer.value
}

/** A rule that cannot be decided is the rule's own fault, and lets nobody through; no waiver helps. */
const undecided = (
  policy: Policy,
  about: Readonly<{ rule: Rule; subject: Subject; why: string }>,
): Finding => ({
  rule: about.rule.id,
  severity: 'deny',
  file: policy.file,
  line: about.rule.line,
  column: about.rule.column,
  pointer: '',
  says: `The rule \`${about.rule.id}\` could not be decided for \`${about.subject.tenant.id}\`: ${about.why}.`,
  fix: 'Let the rule ask `has(…)` before it reads a field that may be absent.',
})
