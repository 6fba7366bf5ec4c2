import type { Login } from './seat.ts'

/** Until its last day `to` may fill whatever seat `from` may fill. */
export type Delegation = Readonly<{
  from: Login
  to: Login
  /** ISO date of the first day; absent = always. */
  since?: string
  /** ISO date of the last day, itself included. */
  until: string
  reason: string
  /** In delegations.yml. */
  line: number
}>

/** `day`: ISO date. */
export const isInForce = ({ since = '', until }: Delegation, day: string): boolean =>
  since <= day && day <= until

/** Two that are in force on the same day. */
export const overlap = (one: Delegation, other: Delegation): boolean =>
  (one.since ?? '') <= other.until && (other.since ?? '') <= one.until

/** `2026-11-30` as the comment says it: 30 Nov 2026. */
export const dayInWords = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', {
    ...({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const),
  })
