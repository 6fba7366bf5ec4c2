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
  /** The commit before: its rules were in force. Undefined: there is none. */
  parent: string | undefined
  /** Head of the pull request that was merged, and when (ISO 8601); undefined without one. */
  headSha: string | undefined
  mergedAt: string | undefined
}>

/** The commit that brought a file as it is, and the merged pull request it came with; undefined: it was pushed. */
export type Brought = Readonly<{ sha: string; merged: MergedPull | undefined }>
