import type { PullRef } from '../review/input.ts'
import type { Seen } from './load/load-review.ts'
import { loadSnapshot } from './load/load-snapshot.ts'
import type { Memory } from './memory.ts'
import type { GitHub } from './octokit.ts'
import type { Snapshot } from './load/snapshot.ts'

/** What a review saw of its pull request, and whether that still holds when its verdict is published. */
export type Sight = Readonly<{
  saw: (seen: Seen | undefined) => void
  /** `moved`: the head or the base branch is elsewhere now. Undefined where one query cannot tell. */
  confirm: () => Promise<Snapshot | 'moved' | undefined>
}>

/** What was read within so many milliseconds is as it was: GitHub's own webhooks take as long. */
const holdsFor = 10_000

export function newSight(github: GitHub, ref: PullRef, memory: Pick<Memory, 'asked' | 'quiet'>): Sight {
  let last: Seen | undefined
  return {
    saw: (seen) => {
      last = seen
    },
    confirm: async () => {
      const seen = last
      // What is published now changes what was seen.
      last = undefined
      if (seen === undefined || performance.now() - seen.at <= holdsFor) return seen?.snapshot
      const now = await loadSnapshot(github, ref, memory)
      if (now === undefined) return undefined
      const isSame = now.pull.headSha === seen.snapshot.pull.headSha && now.baseTip === seen.snapshot.baseTip
      return isSame ? now : 'moved'
    },
  }
}
