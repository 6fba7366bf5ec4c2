import type { Change } from '../tenant/change.ts'
import type { FileChange } from '../tenant/estate-file.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { Approvers, Rule, Section } from './approvers.ts'
import { askedLines } from './asked-lines.ts'
import type { RiseBeside } from './cumulative.ts'
import { openings, type CostOf } from './openings.ts'
import type { Seat } from './seat.ts'

/** Opens the approvals that a set of changes needs, none of them filled yet. */
export type OpenSeats = (
  changes: readonly Change[],
  files: readonly Pick<FileChange, 'path'>[],
) => readonly Seat[]

/**
 * Each section asks for itself. Inside one the last line that covers a file wins, among the lines whose condition
 * holds for the tenant before or after the change; a line without owners asks nobody.
 */
export const openSeats = (
  approvers: Approvers,
  changes: readonly Change[],
  files: readonly Pick<FileChange, 'path'>[],
  settings: Settings,
  costOf?: CostOf,
  besides?: RiseBeside,
): readonly Seat[] => seatOpener(approvers, { settings, costOf, besides })(changes, files)

/** The same of several sets: what was decided about a change for one of them holds for all. */
export function seatOpener(approvers: Approvers, around: Parameters<typeof openings>[0]): OpenSeats {
  const openingOf = openings(around)
  return (changes, files) => {
    const byFile = Map.groupBy(changes, ({ file }) => file)
    const paths = [...new Set([...files.map(({ path }) => path), ...byFile.keys()])].toSorted()
    const asked = new Map(approvers.sections.map((section) => [section, new Map<Rule, Asked[]>()]))
    for (const path of paths) {
      const about = byFile.get(path) ?? []
      const whyOf = (rule: Rule): readonly Asked[] =>
        rule.alternatives.length === 0
          ? [{ path }]
          : about.flatMap((change) => {
              const opening = openingOf(rule.alternatives, change)
              return opening === undefined ? [] : [{ path, tenant: change.tenant, because: opening.because }]
            })
      for (const { section, rule, why } of askedLines(approvers, path, whyOf)) {
        const all = asked.get(section)?.get(rule)
        if (all === undefined) asked.get(section)?.set(rule, [...why])
        else all.push(...why)
      }
    }
    return [...asked].flatMap(([section, byRule]) =>
      [...byRule].toSorted(([a], [b]) => a.line - b.line).map(([rule, all]) => seatOf(section, rule, all)),
    )
  }
}

/** One file that a seat is asked for; the tenant and the reason where a condition opened it. */
type Asked = Readonly<{ path: string; tenant?: string; because?: () => string }>

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
  if (rule.alternatives.length === 0) {
    const [first] = asked
    return asked.length === 1 && first !== undefined
      ? `${first.path} has changed, which \`${rule.pattern}\` covers.`
      : `${asked.length} files that \`${rule.pattern}\` covers have changed.`
  }
  const reasons = asked.map(({ tenant = '', because: why }) => ({ tenant, reason: why?.() ?? '' }))
  const alone = new Set(reasons.map(({ tenant }) => tenant)).size === 1
  return [...new Set(reasons.map(({ tenant, reason }) => (alone ? reason : `${tenant}: ${reason}`)))].join(
    ' ',
  )
}
