import type { Mend } from './mend/mend.ts'

/** One problem, at the place where its mender has to look. */
export type Finding = Readonly<{
  /** Stable id of the rule, `area/what`: `schema/unknown-key`, `estate/file-name`. */
  rule: string
  severity: Severity
  /** Path in the estate, with `/`. */
  file: string
  /** 1-based; always a place inside the file (1:1 for an empty one). */
  line: number
  column: number
  /** JSON pointer (RFC 6901) of the value, '' for the whole file. */
  pointer: string
  /** What is wrong, one sentence in the requester's words. */
  says: string
  /** How to mend it, one imperative sentence. */
  fix: string
  /** Paths of the tenant files that it goes wrong with, where it stands in another file. */
  concerns?: readonly string[] | undefined
  /** Edits of the file that certainly mend it; absent where a person has to decide. */
  mend?: Mend | undefined
}>

/** `deny` fails the check, `warn` is shown, `info` only explains. */
export type Severity = 'deny' | 'warn' | 'info'

export const denies = (finding: Finding): boolean => finding.severity === 'deny'
