import type { EstateFile, FileChange } from '../tenant/estate-file.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** A pull request that was merged into the default branch. */
export type MergedPull = Readonly<{
  estate: EstateRef
  pull: number
  /** The merge commit. */
  sha: string
}>

/** What a merge changed, read at the merge commit. */
export type MergeInput = Readonly<{
  /** Tenant files that the pull request touched, before the merge and at it. */
  files: readonly FileChange[]
  /** All paths at the merge commit. */
  paths: readonly string[]
  /** `.github/landlord/settings.yml` at the merge commit. */
  settings: EstateFile | undefined
}>
