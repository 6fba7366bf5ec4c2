import { UserError } from '../tenant/user-error.ts'
import { checkNames, judge, type CheckResult } from '../verification/check.ts'
import { costTags, type CostTags } from '../verification/cost-tags.ts'
import { databaseConnectivity, type DatabaseConnectivity } from '../verification/database-connectivity.ts'
import type { Check } from '../verification/judgement.ts'
import { jwtAuthentication, type JwtAuthentication } from '../verification/jwt-authentication.ts'
import { metricsScraping, type MetricsScraping } from '../verification/metrics-scraping.ts'
import { objectStorage, type ObjectStorage } from '../verification/object-storage.ts'
import { queryLatency, type QueryLatency } from '../verification/query-latency.ts'
import { suspension, type Suspension } from '../verification/suspension.ts'
import { tenantIsolation, type TenantIsolation } from '../verification/tenant-isolation.ts'
import { vectorSearch, type VectorSearch } from '../verification/vector-search.ts'
import type { Ending, Report } from './provision-report.ts'

/** A look at something live, or the sentence that says why there is nothing to look at here. */
type Look<Observation> = (() => Promise<Observation>) | string

/** What verifying one tenant looks at; a look that throws is an `error`, never a `fail`. */
export type VerifyIO = Readonly<{
  now: () => Date
  observe: Readonly<{
    connectivity: Look<DatabaseConnectivity>
    isolation: Look<TenantIsolation>
    vectors: Look<VectorSearch>
    tokens: Look<JwtAuthentication>
    latency: Look<QueryLatency>
    storage: Look<ObjectStorage>
    metrics: Look<MetricsScraping>
    tags: Look<CostTags>
  }>
  /** Of a suspended tenant: how it is held back. That alone is looked at, with what does not need its login. */
  suspended?: () => Promise<Suspension>
  /** p95 in ms that the settings allow. */
  queryLatencyMs: number
  /** The longest one check may take, in ms. */
  limitMs: number
  /** An error in words that may be published. */
  wordsOf: (error: unknown) => string
}>

/** All eight at once; any fail decides, else any error. */
export async function verifyTenant(report: Report, io: VerifyIO): Promise<Ending> {
  const checks = await report.phase('verify', () => runChecks(io))
  report.checked(checks)
  const verdict = judge(checks)
  if (verdict === 'pass') return { outcome: 'succeeded' }
  const names = (outcome: string): string =>
    checks
      .filter((check) => check.outcome === outcome)
      .map(({ check }) => check)
      .join(', ')
  return verdict === 'fail'
    ? { outcome: 'failed', reason: `Verification failed: ${names('fail')}.` }
    : { outcome: 'error', reason: `Verification could not look at: ${names('error')}.` }
}

export async function runChecks(io: VerifyIO): Promise<readonly CheckResult[]> {
  const { observe, queryLatencyMs } = io
  const results = await Promise.all([
    io.suspended === undefined
      ? runCheck(databaseConnectivity, observe.connectivity, io)
      : runCheck(suspension, io.suspended, io),
    runCheck(tenantIsolation, observe.isolation, io),
    runCheck(vectorSearch(queryLatencyMs), observe.vectors, io),
    runCheck(jwtAuthentication, observe.tokens, io),
    runCheck(queryLatency(queryLatencyMs), observe.latency, io),
    runCheck(objectStorage, observe.storage, io),
    runCheck(metricsScraping, observe.metrics, io),
    runCheck(costTags, observe.tags, io),
  ])
  return results.toSorted((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check))
}

async function runCheck<Observation>(
  check: Check<Observation>,
  look: Look<Observation>,
  io: VerifyIO,
): Promise<CheckResult> {
  if (typeof look === 'string') return leftOut(check, look)
  const began = io.now().getTime()
  const judged = await within(io.limitMs, look).then(check.judge, (error: unknown) => ({
    outcome: 'error' as const,
    evidence: [error instanceof UserError ? error.message : io.wordsOf(error)],
  }))
  const evidence = fitting(judged.evidence)
  return {
    ...{ check: check.name, expects: check.expects, outcome: judged.outcome, evidence },
    durationMs: io.now().getTime() - began,
  }
}

/** As much as `result.json` may hold of one check: what is broken comes first, and what did not fit is counted. */
function fitting(evidence: readonly string[]): readonly string[] {
  const lines = evidence.map((line) => (line.length > 1000 ? `${line.slice(0, 999)}…` : line))
  return lines.length > 100 ? [...lines.slice(0, 99), `… and ${lines.length - 99} more.`] : lines
}

const leftOut = ({ name, expects }: Pick<Check<never>, 'name' | 'expects'>, says: string): CheckResult => ({
  check: name,
  outcome: 'not-built',
  expects,
  evidence: [says],
  durationMs: 0,
})

async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new UserError(`The check did not end within ${ms / 1000} s.`, {
          fix: 'Try again; then look at the service.',
        }),
      )
    }, ms)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
