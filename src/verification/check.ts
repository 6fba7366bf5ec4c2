/** The eight checks, in the order of every report (DESIGN §6). */
export const checkNames = [
  'database-connectivity',
  'tenant-isolation',
  'vector-search',
  'jwt-authentication',
  'query-latency',
  'object-storage',
  'metrics-scraping',
  'cost-tags',
] as const
export type CheckName = (typeof checkNames)[number]

/** One check of one tenant's live resources. */
export type CheckResult = Readonly<{
  check: CheckName
  /**
   * `fail` = the property does not hold, undo; `error` = it could not be looked at, retry and never undo;
   * `not-built` = what it is about is not here (AWS is off, no platform is named), said plainly.
   */
  outcome: 'pass' | 'fail' | 'error' | 'not-built'
  /** What must hold, in one sentence. */
  expects: string
  /** What was seen, in one or more sentences; no secret. */
  evidence: readonly string[]
  durationMs: number
}>

export type VerificationOutcome = 'pass' | 'fail' | 'error'

/** Any fail decides; else any error; what is not here decides nothing. */
export function judge(results: readonly CheckResult[]): VerificationOutcome {
  if (results.some((result) => result.outcome === 'fail')) return 'fail'
  if (results.some((result) => result.outcome === 'error')) return 'error'
  return 'pass'
}
