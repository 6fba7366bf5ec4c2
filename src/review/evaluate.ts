import { tally } from '../approvals/tally.ts'
import { checkPolicies } from '../policy/check-policies.ts'
import { isRulePath } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import { locateFindings } from '../tenant/locate-findings.ts'
import { modelineFindings } from '../tenant/mend/modeline.ts'
import type { Change } from '../tenant/change.ts'
import { approvalFindings } from './approval-findings.ts'
import { uncoveredBy, withNotes } from './approval-notes.ts'
import { planned, seatsOf } from './asking/asked-seats.ts'
import { bindApprovals } from './approved/bind-approvals.ts'
import type { BlastRadius } from './blast-radius/blast-radius.ts'
import { evaluateBlastRadius } from './blast-radius/evaluate.ts'
import { changedApproversFindings } from './changed-approvers.ts'
import { changedSettingsFindings } from './changed-settings.ts'
import { costChanges } from './cost/changes.ts'
import { guardrailFindings } from './cost/guardrails.ts'
import { cumulativeSpend } from './cost/cumulative-spend.ts'
import type { ReviewInput } from './input.ts'
import { judgeCapacity } from './judge-capacity.ts'
import { judgeMoves } from './judge-moves.ts'
import { planOperations } from './plan-operations.ts'
import { readChangedRules, readRules, rulesAfter, type Rules } from './read-rules.ts'
import { sortFindings } from './comment/sort-findings.ts'
import type { Outcome, Verdict } from './verdict.ts'

/**
 * Decides about a set of changes. The only place where the parts meet; each of them knows nothing of the others.
 * It reads nothing and never throws on what a repository can hold: what is wrong becomes findings.
 */
export function evaluate(input: ReviewInput): Verdict {
  const rulesChanged = input.files.map(({ path }) => path).filter(isRulePath)
  const inForce = readRules(input.rules)
  const atHead = readChangedRules(input.rules, input.files)
  const ruleFindings = [...inForce.findings, ...atHead.findings]
  if (inForce.rules === undefined) return closed(input, { rulesChanged, findings: ruleFindings })
  const decided = decide(input, inForce.rules)
  const findings = sortFindings([
    ...ruleFindings.filter((finding) => !isOld(finding, rulesChanged)),
    ...decided.findings,
  ])
  return {
    ...decided,
    pull: input.pull,
    rulesChanged,
    findings,
    outcome: outcomeOf({ ...decided, rulesChanged, findings }),
    blastRadius: rulesChanged.length === 0 ? undefined : blastRadiusOf(input),
  }
}

/** What merging the rules of this change means for everyone else: the tenants as they would stand beside them. */
function blastRadiusOf({ rules, files, neighbours, on, today = on }: ReviewInput): BlastRadius | undefined {
  const changed = new Set(files.map(({ path }) => path))
  return evaluateBlastRadius({
    before: rules,
    after: rulesAfter(rules, files),
    tenants: [
      ...neighbours.filter(({ path }) => !changed.has(path)),
      ...files.flatMap(({ after }) => after ?? []),
    ],
    on: dayOf(on),
    today: dayOf(today),
  })
}

type Decided = Omit<Verdict, 'pull' | 'rulesChanged' | 'outcome' | 'blastRadius'>

function decide(input: ReviewInput, rules: Rules): Decided {
  const { files, people, on } = input
  const { settings, policies } = rules
  const { changes, findings } = planned(input, rules)
  const today = dayOf(input.today ?? on)
  const capacity = judgeCapacity(changes, { input, settings, on: today })
  const moved = judgeMoves(changes, input, settings)
  const policy = changes.flatMap((change) => policyFindings(change, { policies, settings, on: today }))
  const { costs, basis, prices, findings: costFindings } = costChanges(changes, rules, dayOf(on))
  const besides = cumulativeSpend(changes, input, rules.settings)
  const seats = seatsOf(changes, input, rules, besides)
  const binding = bindApprovals(seats, { input, costs, basis: { changes, rules, on, besides } })
  const uncovered = uncoveredBy(seats, { files, rules })
  const counting = { distinct: settings.approvals.distinct, delegations: rules.delegations, day: today }
  const tallied = tally(seats, people, { ...binding, ...counting })
  const approvals = withNotes(tallied, { changes, uncovered, rules })
  const filesAfter = files.flatMap(({ after }) => after ?? [])
  const located = locateFindings(
    [
      ...findings,
      ...moved.findings,
      ...capacity.findings,
      ...policy,
      ...costFindings,
      ...guardrailFindings(changes, rules, dayOf(on)),
    ],
    filesAfter,
  )
  return {
    changes,
    findings: [
      ...located,
      ...modelineFindings(filesAfter, { others: input.neighbours, findings }),
      ...changedApproversFindings(input),
      ...changedSettingsFindings(input),
      ...approvalFindings(approvals, {
        files,
        uncovered: settings.approvals.uncovered === 'refuse' ? uncovered : [],
      }),
    ],
    costs,
    capacity: capacity.use,
    bursts: capacity.bursts,
    holds: capacity.holds,
    approvals,
    plan: planOperations(changes, moved.moves),
    basis,
    prices,
  }
}

function policyFindings(
  { after, file, ...change }: Change,
  { policies, settings, on }: Pick<Rules, 'policies' | 'settings'> & { on: string },
): readonly Finding[] {
  if (after === undefined) return []
  return checkPolicies(policies, { tenant: after, file, change: { ...change, after }, settings, on }).findings
}

/** A flaw that does not stop the rules in force is told only to those who change that file. */
const isOld = (finding: Finding, rulesChanged: readonly string[]): boolean =>
  !denies(finding) && !rulesChanged.includes(finding.file)

function outcomeOf(verdict: Pick<Verdict, 'changes' | 'rulesChanged' | 'findings' | 'approvals'>): Outcome {
  const { changes, rulesChanged, findings, approvals } = verdict
  if (findings.some(denies)) return 'refused'
  if (changes.length === 0 && rulesChanged.length === 0 && approvals.seats.length === 0) return 'untouched'
  return approvals.decision === 'automatic' || approvals.decision === 'approved' ? 'approved' : 'waiting'
}

/** With broken rules nothing is decided, and nothing passes. */
function closed(
  input: ReviewInput,
  { rulesChanged, findings }: Pick<Verdict, 'rulesChanged' | 'findings'>,
): Verdict {
  return {
    pull: input.pull,
    changes: [],
    rulesChanged,
    findings: sortFindings(findings),
    costs: [],
    capacity: [],
    bursts: [],
    holds: [],
    approvals: { seats: [], discounted: [], notes: [brokenRules], decision: 'waiting', digest: '' },
    plan: [],
    outcome: 'refused',
    basis: '',
    prices: undefined,
    blastRadius: undefined,
  }
}

const brokenRules =
  'The rules in force are broken, so nothing can be approved. An administrator has to merge the pull request that mends them past this check.'

const dayOf = (moment: string): string => moment.slice(0, 10)
