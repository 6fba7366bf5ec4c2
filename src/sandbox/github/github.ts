import type { Runner } from '../actions/runner.ts'
import type { Limiter } from './http/limit.ts'
import type { Storage } from './http/storage.ts'
import type { App, Delivery } from './memory/app.ts'
import type { Memory } from './memory/memory.ts'
import type { Notice } from './webhooks/notice.ts'

/** What all parts of the sandbox's GitHub share. */
export type GitHub = Readonly<{
  memory: Memory
  /** `http://127.0.0.1:PORT/api/v3`, as on GitHub Enterprise Server. */
  apiUrl: string
  /** `http://127.0.0.1:PORT`: pages and git. */
  webUrl: string
  home: string
  now: () => Date
  /** Ids of every kind come from one counter, so none is ever mistaken for another. */
  nextId: () => number
  /** Tells every App that listens. */
  announce: (notice: Notice) => void
  /** Sends an old delivery once more. */
  redeliver: (app: App, delivery: Delivery) => void
  limiter: Limiter
  storage: Storage
  runner: Runner | undefined
  log: (message: string) => void
}>

/** `2026-11-21T18:25:27Z`, GitHub's way of writing a moment. */
export function stamp(github: GitHub): string {
  return writeMoment(github.now())
}

export function writeMoment(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z')
}
