import { migrateAlpha } from './migrate-alpha.ts'
import type { Migration } from './migration.ts'

/** Oldest first. A file that is two versions behind is moved twice: `check --fix` goes on until nothing is left. */
export const migrations: readonly Migration[] = [
  { from: 'landlord/v1alpha1', to: 'landlord/v1', move: migrateAlpha },
]
