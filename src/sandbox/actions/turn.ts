import type { Groups, Member } from './concurrency.ts'
import type { Slots } from './slots.ts'

export type Turn = Readonly<{
  /** False when somebody withdrew it first. */
  begun: Promise<boolean>
  /** Gives up waiting; without effect once it has begun. */
  withdraw: () => void
  /** Lets the next one in. */
  end: () => void
}>

type Wish = Readonly<{
  group?: string
  cancelInProgress?: boolean
  groups: Groups
  /** None for a run: only its jobs take a place on the machine. */
  slots?: Slots
  /** Someone newer wants the group that we run in. */
  cancelRunning: (because: string) => void
}>

/** Waits for the concurrency group and then for a free slot. */
export function awaitTurn({ group, cancelInProgress = false, groups, slots, cancelRunning }: Wish): Turn {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  let state: 'waiting' | 'begun' | 'over' = 'waiting'
  let withdrawRequest: (() => void) | undefined
  let releaseSlot: (() => void) | undefined
  const leave = () => {
    withdrawRequest?.()
    releaseSlot?.()
    if (group !== undefined) groups.leave(group, member)
  }
  const begin = () => {
    if (state !== 'waiting') return
    state = 'begun'
    resolve(true)
  }
  const withdraw = () => {
    if (state !== 'waiting') return
    state = 'over'
    leave()
    resolve(false)
  }
  const member: Member = {
    start() {
      if (slots === undefined) begin()
      else
        withdrawRequest = slots.request((release) => {
          releaseSlot = release
          begin()
        })
    },
    cancel(because) {
      if (state === 'waiting') withdraw()
      else cancelRunning(because)
    },
  }
  if (group === undefined) member.start()
  else groups.enter(group, member, cancelInProgress)
  return {
    begun: promise,
    withdraw,
    end() {
      if (state !== 'begun') return
      state = 'over'
      leave()
    },
  }
}
