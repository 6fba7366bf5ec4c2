import { fullTeams } from './full-teams.ts'
import type { Rule, Section } from './approvers.ts'
import { tally } from './tally.ts'

/** A line whose seat is open at the same time as others. */
export type OpenLine = Readonly<{ section: Pick<Section, 'name'>; rule: Rule }>

/** Seats that nobody could fill, whoever is in the teams: owners who are no accounts, one person for two seats. */
export function unfillable(
  lines: readonly OpenLine[],
  distinct: boolean,
): readonly Readonly<{ name: string; line: number; why: string }>[] {
  const seats = lines.map(({ section, rule: { line, owners, needed } }) => ({
    ...{ name: section.name ?? 'Code owners', because: '', line, approvers: owners, needed, files: [] },
    state: { state: 'open', by: [], eligible: owners } as const,
  }))
  return tally(seats, fullTeams(seats), { digest: '', distinct }).seats.flatMap(({ name, line, state }) =>
    state.state === 'unsatisfiable' ? [{ name, line, why: state.why }] : [],
  )
}
