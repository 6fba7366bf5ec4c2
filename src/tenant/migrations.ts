import { migrateAlpha } from './migrate-alpha.ts'
import type { Mend } from './mend.ts'
import type { YamlSource } from './yaml-node.ts'

/** From one version of the tenant file to the next: edits of the text, so that comments and order stay. */
export type Migration = Readonly<{
  from: string
  to: string
  /** Pure. `hinders` says what a person has to decide first. */
  move: (source: YamlSource) => Readonly<{ mend: Mend } | { hinders: string }>
}>

/** Oldest first. A file that is two versions behind is moved twice: `check --fix` goes on until nothing is left. */
export const migrations: readonly Migration[] = [
  { from: 'landlord/v1alpha1', to: 'landlord/v1', move: migrateAlpha },
]
