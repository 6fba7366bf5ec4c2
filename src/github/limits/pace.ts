import { setTimeout as sleep } from 'node:timers/promises'
import type { Charge, Urgency } from './charges.ts'
import type { Purse } from './purse.ts'

export type Turn = Readonly<{
  /** Whose limits these are: an installation, or the App itself. */
  who: string
  charges: readonly Charge[]
  urgency: Urgency
  /** Of two that wait for the same target the newer stands for both. */
  target?: string | undefined
  /** Longer than so many milliseconds it is not waited for. */
  patience: number
}>

/** Every write towards GitHub passes through here. */
export type Pace = Readonly<{
  /** Sends when there is room; rejects with `OverBudget` when there is none for too long. */
  write: <Answer>(turn: Turn, send: () => Promise<Answer>) => Promise<Answer>
  purse: Purse
}>

/** GitHub's limits leave no room for this now; what asked for it is to ask again later. */
export class OverBudget extends Error {
  readonly waitMs: number

  constructor(waitMs: number) {
    super(`GitHub’s limits leave no room for this for ${Math.ceil(waitMs / 1000)} s.`)
    this.name = 'OverBudget'
    this.waitMs = waitMs
  }
}

type Options = Readonly<{ now?: () => number; pause?: (ms: number) => Promise<unknown> }>

/** One line for each installation and kind of limit: a full hour of comments must not hold up a dispatch. */
export function newPace(purse: Purse, { now = () => performance.now(), pause = sleep }: Options = {}): Pace {
  const lanes = new Map<string, Lane>()
  const serve = async (lane: Lane): Promise<void> => {
    if (lane.served) return
    lane.served = true
    try {
      for (let first = lane.line[0]; first !== undefined; first = lane.line[0]) {
        const wait = await purse.take(first.turn.who, first.turn.charges)
        // A newer one may have taken its place meanwhile: what was paid is paid for that one.
        if (wait === 0) goes(lane.line.shift())
        else {
          lane.wakesAt = now() + wait
          for (const one of lane.line.splice(0))
            if (one.until < lane.wakesAt) fails(one, new OverBudget(wait))
            else lane.line.push(one)
          if (lane.line.length > 0) await pause(wait)
        }
      }
    } catch (error) {
      for (const one of lane.line.splice(0)) fails(one, error)
    } finally {
      lane.served = false
    }
  }
  return {
    purse,
    write: <Answer>(turn: Turn, send: () => Promise<Answer>) => {
      const key = laneOf(turn)
      const lane = lanes.get(key) ?? { line: [], served: false, wakesAt: 0 }
      lanes.set(key, lane)
      if (lane.served && lane.wakesAt > now() + turn.patience)
        return Promise.reject(new OverBudget(lane.wakesAt - now()))
      return new Promise<Answer>((resolve, reject) => {
        const follow = (answer: Promise<unknown>): void =>
          void answer.then((value) => resolve(value as Answer), reject)
        stand(lane.line, { turn, until: now() + turn.patience, send, follow })
        void serve(lane)
      })
    },
  }
}

/** `follow`: takes this answer for its own. */
type Waiting = Readonly<{
  turn: Turn
  until: number
  send: () => Promise<unknown>
  follow: (answer: Promise<unknown>) => void
}>

type Lane = { readonly line: Waiting[]; served: boolean; wakesAt: number }

const goes = (one: Waiting | undefined): void => one?.follow(one.send())

const fails = (one: Waiting, why: unknown): void =>
  one.follow(Promise.reject(why instanceof Error ? why : new Error(String(why))))

/** What is less urgent has less room, and must not stand in the way of what has more. */
const laneOf = ({ who, charges, urgency }: Turn): string => `${who} ${charges[0]?.bucket ?? ''} ${urgency}`

/** At the end of the line; or in the place of an older one for the same target, which then follows it. */
function stand(line: Waiting[], one: Waiting): void {
  const { target } = one.turn
  const at = target === undefined ? -1 : line.findIndex(({ turn }) => turn.target === target)
  const older = line[at]
  if (older === undefined) {
    line.push(one)
    return
  }
  const follow = (answer: Promise<unknown>): void => {
    one.follow(answer)
    older.follow(answer)
  }
  line[at] = { ...one, until: Math.max(one.until, older.until), follow }
}
