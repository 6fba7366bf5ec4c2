import type { People } from './people.ts'
import type { Seat } from './seat.ts'

/**
 * Everybody whom seats name, allowed to approve, and as many in each team as could ever be wanted: a seat that stays
 * empty among them can be filled by nobody, whoever the people are.
 */
export function fullTeams(seats: readonly Pick<Seat, 'approvers' | 'needed'>[]): People {
  const wanted = seats.reduce((sum, { needed }) => sum + needed, 0)
  const names = seats.flatMap(({ approvers }) => approvers).filter((name) => name.startsWith('@'))
  const teams = names.filter((name) => name.includes('/')).map((name) => name.slice(1).toLowerCase())
  const members = teams.map(
    (team) => [team, Array.from({ length: wanted }, (_, n) => `${team}/${n + 1}`)] as const,
  )
  return {
    ...{ authors: [], unknownAuthors: [], reviews: [], teams: Object.fromEntries(members) },
    writers: [...names.map((name) => name.slice(1)), ...members.flatMap(([, logins]) => logins)],
  }
}
