import type { KeyObject } from 'node:crypto'
import type { Logger } from 'pino'
import type { NotifyIO } from '../flows/notify.ts'
import type { Memory } from '../github/memory.ts'
import type { AppIdentity, GitHub } from '../github/octokit.ts'
import type { Queue } from '../queue/queue.ts'
import type { Registry } from '../registry/registry.ts'
import type { Figures } from '../telemetry/figures.ts'

/** What the flows reach the world through; one for the whole process. */
export type World = Readonly<{
  registry: Registry
  queue: Queue
  log: Logger
  /** Told how the work goes. */
  figures: Pick<Figures, 'evaluated' | 'jobDone' | 'chainJudged'>
  /** Of Landlord, as package.json has it. */
  version: string
  /** Signs the audit chain's checkpoints. */
  auditKey: KeyObject
  /** Shared by all estates; its keys hold the repository. */
  memory: Memory
  /** Milliseconds between two looks at a workflow run. */
  pollMs: number
  /** Where people are told; undefined: not configured. */
  channels: Pick<NotifyIO, 'slack' | 'mail'>
  /** Where GitHub's pages are: `https://github.com`. */
  webUrl: string
  github: Readonly<{
    as: (installation: number) => Promise<GitHub>
    app: () => Promise<AppIdentity>
    /** As the App itself, for what belongs to no installation. */
    asApp: () => Promise<GitHub>
  }>
}>
