import type { Condition } from '../expression/condition.ts'
import type { Severity } from '../tenant/finding.ts'

/** One pack of rules: a file of `.github/landlord/policies/`, its conditions checked. */
export type Policy = Readonly<{
  name: string
  file: string
  rules: readonly Rule[]
}>

/** Something that has to hold of every tenant it looks at. */
export type Rule = Readonly<{
  /** `gdpr/retention` */
  id: string
  basis: Basis
  /** Looks only at tenants for which all of these hold. */
  match: readonly Condition[]
  expression: Condition
  severity: Severity
  says: string
  /** Says it with the tenant's own values; undefined = `says` is enough. */
  message: Condition | undefined
  fix: string
  /** Article, section or decision. */
  source: string
  /** What its reviewer held it against; undefined = not recorded. */
  evidence: Evidence | undefined
  /** ISO date from which it warns, where it is announced before it takes effect. */
  warnFrom: string | undefined
  /** ISO date from which it is applied with its severity. */
  effectiveFrom: string
  /** ISO date of the last day on which it is applied; undefined = it has no end. */
  until: string | undefined
  /** Whether a waiver in the tenant file can turn its deny into a warning. */
  waivable: boolean
  /** JSON pointer, in the tenant file, of what it is about. */
  pointer: string
  /** Where its expression stands, 1-based. */
  line: number
  column: number
  tests: readonly RuleTest[]
}>

export type Basis = 'statute' | 'standard' | 'house'

/** The source's own text, somebody's account of it, or nothing but what the author remembered. */
export type Evidence = 'text' | 'secondary' | 'recollection'

export type RuleTest = Readonly<{
  says: string
  /** Fields of a tenant file. */
  tenant: Readonly<Record<string, unknown>>
  /** ISO date of the judgement; absent = the day on which the rule takes effect. */
  today?: string
  expect: 'pass' | 'fail' | 'skip'
  line: number
  column: number
}>
