import type { Desk, JobScene } from '../desk.ts'
import type { StepOutput } from '../output.ts'
import type { Exec } from '../script.ts'

/** What an action works with; it fails by throwing a sentence. */
export type ActionIO = Readonly<{
  scene: JobScene
  desk: Desk
  inputs: Readonly<Record<string, string>>
  env: Readonly<Record<string, string>>
  exec: Exec
  output: StepOutput
}>

export type Action = Readonly<{
  /** Inputs it honours. */
  inputs: readonly string[]
  /** Inputs that change nothing here, and are said to be left aside. */
  ignored: readonly string[]
  run: (io: ActionIO) => Promise<void>
}>
