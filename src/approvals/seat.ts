/** GitHub login, compared without case. */
export type Login = string

/** One approval that must be filled, and what is known of it. */
export type Seat = Readonly<{
  /** Section name in APPROVERS: `CFO`. */
  name: string
  /** One sentence with the number that triggered it: "Budget ₹15,00,000 a year is at or above ₹10 lakh." */
  because: string
  /** Line of APPROVERS that named the approvers, 1-based. */
  line: number
  /** As written: `@acme/cfo`, `@maya`, `cfo@acme.example`. */
  approvers: readonly string[]
  /** How many distinct people are wanted; 0 for an optional seat. */
  needed: number
  /** The tenant files (or other paths) that opened it. */
  files: readonly string[]
  state: SeatState
  /** ISO 8601: when it opened, or was filled; absent where nobody knows, such as offline. */
  since?: string
  /** Those in `state` who sit, or could, in somebody's place. */
  standIns?: readonly StandIn[]
}>

/** `login` acts for somebody who is away, until that day (ISO date, itself included). */
export type StandIn = Readonly<{ login: Login; for: Login; until: string }>

export type SeatState =
  | Readonly<{ state: 'filled'; by: readonly Login[] }>
  | Readonly<{ state: 'open'; by: readonly Login[]; eligible: readonly Login[] }>
  /** Nobody who may fill it exists: an empty team, or only the author in it. */
  | Readonly<{ state: 'unsatisfiable'; why: string }>

/** A review that does not count, and why, in words for its writer. */
export type Discounted = Readonly<{ login: Login; why: string }>

export type Approvals = Readonly<{
  seats: readonly Seat[]
  discounted: readonly Discounted[]
  /** What holds for the whole change rather than one seat or one review: "Commit 1a2b3c4 is by an unknown author". */
  notes?: readonly string[]
  /** `automatic`: no seat was opened. */
  decision: 'automatic' | 'approved' | 'waiting' | 'unsatisfiable' | 'vetoed'
  /** SHA-256 (hex) over what the seats look at: covered blobs, rule files, cost inputs. */
  digest: string
}>
