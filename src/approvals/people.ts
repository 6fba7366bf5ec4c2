import type { Login } from './seat.ts'

/** Everything the tally has to know of people, read fresh before it decides. */
export type People = Readonly<{
  /** Who may not approve: author, committers, co-authors. */
  authors: readonly Login[]
  /** Commits whose e-mail maps to no account; any of them fails closed. */
  unknownAuthors: readonly Readonly<{ sha: string; email: string }>[]
  reviews: readonly Review[]
  /** Members by `org/team`, lower case. A team that does not exist is absent. */
  teams: Readonly<Record<string, readonly Login[]>>
  /** Logins with write permission now, of those who matter here (reviewers and team members). */
  writers: readonly Login[]
}>

/** One submitted review, oldest first. */
export type Review = Readonly<{
  login: Login
  isBot: boolean
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED'
  /** Head the reviewer saw. */
  sha: string
  submittedAt: string
}>
