import type { Mend } from './mend.ts'
import type { YamlSource } from '../yaml/node.ts'

/** From one version of the tenant file to the next: edits of the text, so that comments and order stay. */
export type Migration = Readonly<{
  from: string
  to: string
  /** Pure. `hinders` says what a person has to decide first. */
  move: (source: YamlSource) => Readonly<{ mend: Mend } | { hinders: string }>
}>
