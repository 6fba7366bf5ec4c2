import { setTimeout as pause } from 'node:timers/promises'
import type { AppProcess } from '../../../src/sandbox/app-process.ts'

/** Processes that are killed one after the other, each started again as whatever looks after them would. */
type Replicas = Readonly<{
  kills: () => number
  /** Starts that failed, since the database was away at that moment, and were tried again. */
  failedStarts: () => number
  /** Ends the killing, and has all of them up. */
  spare: () => Promise<void>
}>

type Options = Readonly<{ everyMs: number; most: number; next: () => number }>

export function harass(processes: readonly AppProcess[], { everyMs, most, next }: Options): Replicas {
  let kills = 0
  let failedStarts = 0
  const spared = { yet: false }
  const start = async (process: AppProcess): Promise<void> => {
    for (;;)
      try {
        await process.restart()
        return
      } catch {
        failedStarts += 1
        await pause(500)
      }
  }
  const harassing = (async () => {
    while (!spared.yet && kills < most) {
      await pause(everyMs * (0.5 + next()))
      const victim = processes[Math.floor(next() * processes.length)]
      if (victim === undefined) return
      await victim.kill()
      kills += 1
      await pause(200 + next() * 1_000)
      await start(victim)
    }
  })()
  return {
    kills: () => kills,
    failedStarts: () => failedStarts,
    spare: async () => {
      spared.yet = true
      await harassing
    },
  }
}
