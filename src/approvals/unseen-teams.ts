import { fold } from './eligible.ts'
import type { People } from './people.ts'
import type { Seat } from './seat.ts'

/** Teams that seats name and that could not be seen, as `org/team`: they may be gone, or only hidden for a moment. */
export function unseenTeams(
  seats: readonly Pick<Seat, 'approvers'>[],
  people: Pick<People, 'teams'> | undefined,
): readonly string[] {
  if (people === undefined) return []
  const named = seats.flatMap(({ approvers }) => approvers).filter((name) => /^@[^@/]+\/[^/]+$/.test(name))
  const teams = new Set(named.map((name) => fold(name.slice(1))))
  return [...teams].filter((name) => !Object.hasOwn(people.teams, name)).toSorted()
}
