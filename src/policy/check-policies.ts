import { tenantScope, type Scope } from '../expression/tenant-scope.ts'
import type { Change } from '../tenant/change.ts'
import { tellFault, type Fault } from '../tenant/fault.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { askScope, type Ask } from './ask.ts'
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
  const { findings, faults, satisfied } = applyRules(appliedRules(policies, subject.on), subject, askScope)
  return {
    findings: [...findings, ...faults.map((fault) => tellFault(fault, [subject.tenant.id]))],
    satisfied,
  }
}

export type Applied = Readonly<{
  all: readonly Rule[]
  /** Those of the day. */
  rules: readonly Readonly<{ policy: Policy; rule: Rule }>[]
}>

export const appliedRules = (policies: readonly Policy[], on: string): Applied => ({
  all: policies.flatMap(({ rules }) => rules),
  rules: policies.flatMap((policy) =>
    policy.rules.filter((rule) => isApplied(rule, on.slice(0, 10))).map((rule) => ({ policy, rule })),
  ),
})

/** `faults`: of rules that cannot be decided. `kept`: the ids of those that hold, or do not look at the tenant. */
export function applyRules(
  { all, rules }: Applied,
  subject: Subject,
  askOf: (scope: () => Scope) => Ask,
): PolicyCheck & Readonly<{ faults: readonly Fault[]; kept: ReadonlySet<string> }> {
  const on = subject.on.slice(0, 10)
  let built: Scope | undefined
  const scope = () => (built ??= tenantScope(subject.tenant, subject.change, subject.settings, on))
  const ask = askOf(scope)
  const waived = { tenant: subject.tenant, file: subject.file, on, scope }
  const findings: Finding[] = []
  const faults: Fault[] = []
  const kept = new Set<string>()
  const satisfied: Rule[] = []
  for (const { policy, rule } of rules) {
    const judgement = judgeRule(rule, ask)
    if (judgement.outcome === 'fail') findings.push(brokenRule(rule, waived))
    else if (judgement.outcome === 'error') faults.push(undecided(policy, rule, judgement.why))
    else {
      kept.add(rule.id)
      if (judgement.outcome === 'pass') satisfied.push(rule)
    }
  }
  findings.push(...judgeWaivers(waived, { rules: all, kept }))
  return { findings, faults, satisfied, kept }
}

const isApplied = ({ warnFrom, effectiveFrom, until }: Rule, on: string): boolean =>
  (warnFrom ?? effectiveFrom) <= on && (until === undefined || on <= until)

export type RuleJudgement =
  Readonly<{ outcome: 'pass' | 'fail' | 'skip' }> | Readonly<{ outcome: 'error'; why: string }>

/** What one rule says of one tenant. */
export function judgeRule(rule: Rule, ask: Ask): RuleJudgement {
  for (const condition of rule.match) {
    const looks = ask(condition)
    if (typeof looks === 'string') return { outcome: 'error', why: looks }
    if (!looks) return { outcome: 'skip' }
  }
  const kept = ask(rule.expression)
  return typeof kept === 'string' ? { outcome: 'error', why: kept } : { outcome: kept ? 'pass' : 'fail' }
}

/** A rule that cannot be decided is the rule's own fault, and lets nobody through; no waiver helps. */
const undecided = ({ file }: Policy, { id, line, column }: Rule, why: string): Fault => ({
  ...{ rule: id, severity: 'deny', file, line, column, pointer: '' },
  says: [`The rule \`${id}\` could not be decided for`, `: ${why}.`],
  fix: 'Let the rule ask `has(…)` before it reads a field that may be absent.',
})
