import type { Delegation } from './delegation.ts'
import type { People } from './people.ts'
import type { Login, Seat, StandIn } from './seat.ts'

/** Logins compare without case. */
export const fold = (login: Login): string => login.toLowerCase()

/** Who may fill a seat now, sorted; for whom some of them stand in; and where nobody may, why. */
export type Eligible = Readonly<{ logins: readonly Login[]; standIns: readonly StandIn[]; why: string }>

/**
 * Team members and named people, and in place of who is away their delegate; without the authors, the bots and those
 * who may not write. `delegations`: those in force. An author cannot approve through a delegate either.
 */
export function eligibleFor(
  seat: Pick<Seat, 'approvers'>,
  people: People,
  delegations: readonly Delegation[] = [],
): Eligible {
  const authors = new Set(people.authors.map(fold))
  const writers = new Set(people.writers.map(fold))
  const bots = new Set(people.reviews.filter(({ isBot }) => isBot).map(({ login }) => fold(login)))
  const reasons: string[] = []
  const logins = new Map<string, Login>()
  const standIns = new Map<string, StandIn>()
  const counts = (login: Login): boolean =>
    !authors.has(fold(login)) && writers.has(fold(login)) && !isBotLogin(login) && !bots.has(fold(login))
  for (const approver of seat.approvers) {
    const named = membersOf(approver, people)
    if (typeof named === 'string') {
      reasons.push(named)
      continue
    }
    const authoring = named.filter((login) => authors.has(fold(login)))
    const readers = named.filter((login) => !writers.has(fold(login)) && !authors.has(fold(login)))
    for (const login of named.filter(counts)) {
      logins.set(fold(login), login)
      for (const { from, to, until } of delegations)
        if (fold(from) === fold(login) && counts(to)) standIns.set(fold(to), { login: to, for: login, until })
    }
    if (authoring.length > 0)
      reasons.push(`${authoring.join(', ')} (${approver}) took part in writing this change`)
    if (readers.length > 0)
      reasons.push(`${readers.join(', ')} (${approver}) may not write to this repository`)
  }
  // Who may fill it in their own right needs nobody's place.
  const others = [...standIns.values()].filter(({ login }) => !logins.has(fold(login)))
  return {
    logins: [...logins.values(), ...others.map(({ login }) => login)].toSorted(byLogin),
    standIns: others.toSorted((a, b) => byLogin(a.login, b.login)),
    why: reasons.join('; '),
  }
}

export const byLogin = (a: Login, b: Login): number => (fold(a) < fold(b) ? -1 : fold(a) > fold(b) ? 1 : 0)

export const isBotLogin = (login: Login): boolean => /\[bot\]$/i.test(login)

/** The logins that an approver stands for, or why it stands for none. */
function membersOf(approver: string, { teams }: People): readonly Login[] | string {
  if (approver.startsWith('@@'))
    return `${approver} is a role, and this repository's roles are not known here`
  if (!approver.startsWith('@')) return `${approver} is an e-mail address, which names no account here`
  const name = approver.slice(1)
  if (!name.includes('/')) return [name]
  const members = Object.hasOwn(teams, fold(name)) ? teams[fold(name)] : undefined
  if (members === undefined) return `the team ${approver} does not exist or cannot be seen`
  return members.length === 0 ? `the team ${approver} has no members` : members
}
