import type { Condition } from '../expression/condition.ts'
import type { Covers, Dialect } from './pattern.ts'

/** A parsed APPROVERS (or CODEOWNERS) file. */
export type Approvers = Readonly<{
  file: string
  /** A file with sections is GitLab's, and its paths are read as GitLab reads them. */
  dialect: Dialect
  /** In order of first appearance; what stands before the first heading has no name. */
  sections: readonly Section[]
}>

/** All blocks of one name: GitLab combines them, and does not look at case. */
export type Section = Readonly<{
  name: string | undefined
  rules: readonly Rule[]
  /** GitLab's `!path`: the section does not apply there. */
  exclusions: readonly Covers[]
}>

/** One line: who owns what. */
export type Rule = Readonly<{
  line: number
  pattern: string
  covers: Covers
  /** As written; the section's default owners where the line names none. */
  owners: readonly string[]
  /** People wanted; 0 in an optional section. */
  needed: number
  /** From the heading of its block; absent = always. */
  condition: Condition | undefined
}>
