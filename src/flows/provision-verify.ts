import { UserError } from '../tenant/user-error.ts'
import { checkNames, judge, type CheckName, type CheckResult } from '../verification/check.ts'
import { costTags, type CostTags } from '../verification/cost-tags.ts'
import { databaseConnectivity, type DatabaseConnectivity } from '../verification/database-connectivity.ts'
import type { Check } from '../verification/judgement.ts'
import { notBuilt } from '../verification/not-built.ts'
import { objectStorage, type ObjectStorage } from '../verification/object-storage.ts'
import { queryLatency, type QueryLatency } from '../verification/query-latency.ts'
import { tenantIsolation, type TenantIsolation } from '../verification/tenant-isolation.ts'
import type { Ending, Report } from './provision-report.ts'

/** What verifying one tenant looks at; a look that throws is an `error`, never a `fail`. */
export type VerifyIO = Readonly<{
  now: () => Date
  observe: Readonly<{
    connectivity: () => Promise<DatabaseConnectivity>
    isolation: () => Promise<TenantIsolation>
    latency: () => Promise<QueryLatency>
    /** Undefined = there is no AWS here. */
    storage: (() => Promise<ObjectStorage>) | undefined
    tags: (() => Promise<CostTags>) | undefined
  }>
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
  const { observe } = io
  const off = 'AWS is off here (LANDLORD_AWS=off): nothing was created there, and nothing was checked.'
  const storage = observe.storage
  const tags = observe.tags
  const built = await Promise.all([
    runCheck(databaseConnectivity, observe.connectivity, io),
    runCheck(tenantIsolation, observe.isolation, io),
    runCheck(queryLatency(io.queryLatencyMs), observe.latency, io),
    storage === undefined
      ? Promise.resolve(leftOut(objectStorage, off))
      : runCheck(objectStorage, storage, io),
    tags === undefined ? Promise.resolve(leftOut(costTags, off)) : runCheck(costTags, tags, io),
  ])
  const others = Object.entries(notBuilt).map(([name, { expects, says }]) =>
    leftOut({ name: name as CheckName, expects }, says),
  )
  return [...built, ...others].toSorted((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check))
}

async function runCheck<Observation>(
  check: Check<Observation>,
  observe: () => Promise<Observation>,
  io: VerifyIO,
): Promise<CheckResult> {
  const began = io.now().getTime()
  const judged = await within(io.limitMs, observe).then(check.judge, (error: unknown) => ({
    outcome: 'error' as const,
    evidence: [error instanceof UserError ? error.message : io.wordsOf(error)],
  }))
  return { check: check.name, expects: check.expects, ...judged, durationMs: io.now().getTime() - began }
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
