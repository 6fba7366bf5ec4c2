import { evaluateCondition, type Condition } from '../expression/condition.ts'
import type { CostFacts } from '../expression/cost-facts.ts'
import { explain } from '../expression/explain.ts'
import { tenantScope, type Scope } from '../expression/tenant-scope.ts'
import { withCost } from '../expression/with-cost.ts'
import type { Change } from '../tenant/change.ts'
import type { FileChange } from '../tenant/estate-file.ts'
import type { Currency } from '../tenant/money.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { Approvers, Rule, Section } from './approvers.ts'
import { sentenceOf, undecidedSentence } from './because.ts'
import { together, togetherWords, type RiseBeside } from './cumulative.ts'
import { linesFor } from './lines-for.ts'
import type { Seat } from './seat.ts'

/** What a change costs, asked for only where a condition names `cost`. */
export type CostOf = (change: Change, moment: 'before' | 'after') => CostFacts

/**
 * The approvals that a set of changes needs, none of them filled yet.
 * Each section asks for itself. Inside one the last line that covers a file wins, among the lines whose condition
 * holds for the tenant before or after the change; a line without owners asks nobody.
 */
export function openSeats(
  approvers: Approvers,
  changes: readonly Change[],
  files: readonly Pick<FileChange, 'path'>[],
  settings: Settings,
  costOf?: CostOf,
  besides?: RiseBeside,
): readonly Seat[] {
  const byFile = new Map<string, Change[]>()
  for (const change of changes) byFile.set(change.file, [...(byFile.get(change.file) ?? []), change])
  const paths = [...new Set([...files.map(({ path }) => path), ...byFile.keys()])].toSorted()
  const reasonFor = rememberReasons(settings, costOf, besides)
  const linesOf = linesFor(approvers)
  const asked = new Map(approvers.sections.map((section) => [section, new Map<Rule, Asked[]>()]))
  for (const path of paths)
    for (const [section, rules] of linesOf(path)) {
      const found = askedBy({ ...section, rules }, path, byFile.get(path) ?? [], reasonFor)
      if (found === undefined) continue
      const all = asked.get(section)?.get(found.rule)
      if (all === undefined) asked.get(section)?.set(found.rule, [...found.asked])
      else all.push(...found.asked)
    }
  return [...asked].flatMap(([section, byRule]) =>
    [...byRule].toSorted(([a], [b]) => a.line - b.line).map(([rule, all]) => seatOf(section, rule, all)),
  )
}

/** One file that a seat is asked for; the tenant and the reason where a condition opened it. */
type Asked = Readonly<{ path: string; tenant?: string; reason?: string }>

/** Why the condition holds for a change; undefined if it does not. */
type ReasonFor = (condition: Condition, change: Change) => string | undefined

function askedBy(
  { rules, exclusions }: Pick<Section, 'rules' | 'exclusions'>,
  path: string,
  changes: readonly Change[],
  reasonFor: ReasonFor,
): Readonly<{ rule: Rule; asked: readonly Asked[] }> | undefined {
  for (let at = rules.length - 1; at >= 0; at -= 1) {
    const rule = rules[at]
    if (rule?.covers(path) !== true) continue
    const { condition } = rule
    const asked =
      condition === undefined
        ? [{ path }]
        : changes.flatMap((change) => {
            const reason = reasonFor(condition, change)
            return reason === undefined ? [] : [{ path, tenant: change.tenant, reason }]
          })
    if (asked.length === 0) continue
    const isTakenOut = rule.owners.length === 0 || exclusions.some((excludes) => excludes(path))
    return isTakenOut ? undefined : { rule, asked }
  }
  return undefined
}

/** A section of many lines, and many sections, ask the same of the same tenant. */
function rememberReasons(settings: Settings, costOf?: CostOf, besides?: RiseBeside): ReasonFor {
  const reasons = new Map<Condition, Map<Change, string | undefined>>()
  const scopes = new Map<Change, Moments>()
  return (condition, change) => {
    const known = reasons.get(condition) ?? new Map<Change, string | undefined>()
    reasons.set(condition, known)
    if (!known.has(change)) {
      const moments = scopes.get(change) ?? momentsOf(change, settings, { costOf, besides })
      scopes.set(change, moments)
      known.set(change, reasonOf(condition, moments, settings.currency))
    }
    return known.get(change)
  }
}

/** The tenant after the change and before it, where it exists; and with what its cost centre takes on besides. */
type Moments = Readonly<{
  after: Scope | undefined
  before: Scope | undefined
  together: Scope | undefined
  words: string
}>

function momentsOf(
  change: Change,
  settings: Settings,
  { costOf, besides }: Readonly<{ costOf: CostOf | undefined; besides: RiseBeside | undefined }>,
): Moments {
  const scopeAt = (moment: 'before' | 'after'): Scope | undefined => {
    const tenant = change[moment]
    const scope = tenant && tenantScope(tenant, change, settings)
    return scope && costOf ? withCost(scope, () => costOf(change, moment)) : scope
  }
  const after = scopeAt('after')
  const more = besides?.(change) ?? 0n
  return {
    after,
    before: scopeAt('before'),
    together: together(after, more),
    words: togetherWords(change.after?.costCenter ?? '', more, settings.currency),
  }
}

/** After the change first; before it too, so that dropping a field does not close the seat it had opened. */
function reasonOf(condition: Condition, moments: Moments, currency: Currency): string | undefined {
  const { after, before } = moments
  const now = after && reasonIn(condition, after, currency)
  if (now !== undefined) return now
  const all = moments.together && reasonIn(condition, moments.together, currency)
  if (all !== undefined) return `${all} ${moments.words}`
  const once = before && reasonIn(condition, before, currency)
  return once === undefined ? undefined : `Before this change: ${once}`
}

function reasonIn(condition: Condition, scope: Scope, currency: Currency): string | undefined {
  const verdict = evaluateCondition(condition, scope)
  if ('error' in verdict) return undecidedSentence(condition.source, verdict.error)
  return verdict.value ? sentenceOf(explain(condition, scope), scope.values, currency) : undefined
}

function seatOf(section: Section, rule: Rule, asked: readonly Asked[]): Seat {
  return {
    name: section.name ?? 'Code owners',
    because: because(rule, asked),
    line: rule.line,
    approvers: rule.owners,
    needed: rule.needed,
    files: [...new Set(asked.map(({ path }) => path))],
    state: { state: 'open', by: [], eligible: rule.owners },
  }
}

function because(rule: Rule, asked: readonly Asked[]): string {
  if (rule.condition === undefined) {
    const [first] = asked
    return asked.length === 1 && first !== undefined
      ? `${first.path} has changed, which \`${rule.pattern}\` covers.`
      : `${asked.length} files that \`${rule.pattern}\` covers have changed.`
  }
  const reasons = asked.map(({ tenant, reason }) => ({ tenant: tenant ?? '', reason: reason ?? '' }))
  const alone = new Set(reasons.map(({ tenant }) => tenant)).size === 1
  return [...new Set(reasons.map(({ tenant, reason }) => (alone ? reason : `${tenant}: ${reason}`)))].join(
    ' ',
  )
}
