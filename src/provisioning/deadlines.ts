import type { OperationState } from './operation.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long an operation may stay in a state, how often it is looked at there, and why that long. */
export type Patience = Readonly<{ forMs: number; lookEveryMs: number | 'poll'; because: string }>

/** Every state that is not an end has its deadline (DESIGN §6): none is left pending. */
export const patience: Readonly<Record<OperationState, Patience | undefined>> = {
  QUEUED: {
    forMs: day,
    lookEveryMs: 5_000,
    because:
      'It waits for the operation before it on the same tenant, and that one has deadlines of its own.',
  },
  DISPATCHED: {
    forMs: 30 * minute,
    lookEveryMs: 'poll',
    because: 'A busy organisation lets a job wait for a runner; half an hour is beyond any normal queue.',
  },
  APPLYING: {
    forMs: hour,
    lookEveryMs: 'poll',
    because: 'One tenant applies in 20 s to 10 min; a database instance of its own can take 40 min.',
  },
  CONFIGURING: {
    forMs: 15 * minute,
    lookEveryMs: 'poll',
    because: 'Roles, schema and demo documents take seconds; this covers a slow index.',
  },
  COPYING: {
    forMs: 2 * hour,
    lookEveryMs: 'poll',
    because: 'Every row and object is copied, then read in both places; two hours are some hundred GiB.',
  },
  VERIFYING: {
    forMs: 20 * minute,
    lookEveryMs: 'poll',
    because: 'Eight checks of at most two minutes each.',
  },
  UNKNOWN: {
    forMs: day,
    lookEveryMs: 5_000,
    because: 'It is dispatched again after a pause of seconds; a day covers GitHub being away.',
  },
  ROLLING_BACK: {
    forMs: hour,
    lookEveryMs: 'poll',
    because: 'Undoing takes as long as applying.',
  },
  ROLLED_BACK: {
    forMs: hour,
    lookEveryMs: minute,
    because: 'A pull request is opened in seconds; an hour of refusals is a matter of rights, for a person.',
  },
  REVERT_PR: {
    forMs: 14 * day,
    lookEveryMs: 10 * minute,
    because: 'People merge it; after two weeks the estate and reality have been apart for too long.',
  },
  UNAUTHORISED: {
    forMs: 14 * day,
    lookEveryMs: 10 * minute,
    because: 'People take it back or answer for it; after two weeks nobody will remember why it was done.',
  },
  RETIRING: {
    forMs: 2 * hour,
    lookEveryMs: 'poll',
    because: 'Every row and object is copied and read again; two hours are some hundred GiB.',
  },
  GRACE: {
    forMs: 30 * day,
    lookEveryMs: hour,
    because: 'Who retired it by mistake takes it back; the settings and the retention may ask for longer.',
  },
  PURGING: {
    forMs: hour,
    lookEveryMs: 'poll',
    because: 'Removing takes as long as applying.',
  },
  ACTIVE: undefined,
  SUSPENDED: undefined,
  PURGED: undefined,
  INSPECTED: undefined,
  REVERTED: undefined,
  QUARANTINED: undefined,
}

/** Before the end of grace everybody concerned is told again, so many days before. */
export const graceWarningsDays: readonly number[] = [14, 3]

/** People who must say yes to a purge, each a different one. */
export const purgeApprovers = 2

/** GitHub lists a dispatched run within seconds; after this it counts as never started. */
export const runAppearsWithinMs = 30_000

/** Dispatches of one action before a person is asked: the first, and two more. */
export const maxAttempts = 3

/** Pause before the next dispatch: 10 s, 20 s; long enough for a lock or a hiccup to pass. */
export const backoffMs = (attempt: number): number => 10_000 * 2 ** Math.max(0, attempt - 1)

/** Nobody could even look for a week beyond the deadline: from here on it is a person's. */
export const abandonedAfterMs = 7 * day

/** ISO 8601; undefined in a state that is an end. */
export function deadlineOf(state: OperationState, now: Date): string | undefined {
  const allowed = patience[state]
  return allowed === undefined ? undefined : new Date(now.getTime() + allowed.forMs).toISOString()
}
