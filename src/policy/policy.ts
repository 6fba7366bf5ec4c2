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
  fix: string
  /** Article, section or decision. */
  source: string
  /** ISO date from which it is applied. */
  effectiveFrom: string
  /** JSON pointer, in the tenant file, of what it is about. */
  pointer: string
  /** Where its expression stands, 1-based. */
  line: number
  column: number
  tests: readonly RuleTest[]
}>

export type Basis = 'statute' | 'standard' | 'house'

export type RuleTest = Readonly<{
  says: string
  /** Fields of a tenant file. */
  tenant: Readonly<Record<string, unknown>>
  expect: 'pass' | 'fail' | 'skip'
  line: number
  column: number
}>
