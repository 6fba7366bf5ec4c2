import type { Condition, SourcePlace } from '../expression/condition.ts'
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
  /** From the heading of its block, or of a guardrail that asks for the section; absent = always. */
  condition: Condition | undefined
  /** The same in the parts it is written in: any of them opens the seat. Alike for all lines of a block. */
  alternatives: readonly Alternative[]
}>

/** A condition, and where it stands: in the heading of a section, or in a guardrail of the settings. */
export type Alternative = Readonly<{ condition: Condition; place: SourcePlace }>
