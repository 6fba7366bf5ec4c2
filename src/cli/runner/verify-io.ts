import { databaseWords } from '../../database/connect.ts'
import { namesOf } from '../../database/names.ts'
import { observeConnectivity } from '../../database/observe-connectivity.ts'
import { observeLatency } from '../../database/observe-latency.ts'
import { observeVectors } from '../../database/observe-vectors.ts'
import type { VerifyIO } from '../../flows/provision-verify.ts'
import { observeMetrics } from '../../metrics/observe-metrics.ts'
import { queryLatencyOf } from '../../tenant/query-latency.ts'
import { labelsOf } from '../../provisioning/configuration.ts'
import { settle } from '../../storage/settle.ts'
import { withoutSecrets } from '../../terraform/messages.ts'
import { isEmulator } from '../../terraform/workspace.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import { observeStoreSearch } from '../../vector/observe-search.ts'
import { metricsScraping } from '../../verification/metrics-scraping.ts'
import { storeOf } from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'
import { cloudLooks } from './verify-cloud.ts'
import { isolationLook } from './verify-isolation.ts'
import { needed, type VerifySubject } from './verify-subject.ts'

/** The looks at one tenant's live resources. */
export function verifyIO(subject: VerifySubject): VerifyIO {
  const { run, tenant, logins } = subject
  const names = namesOf(tenant.id, tenant.isolation.database)
  const vectors = namesOf(tenant.id, tenant.isolation.vector, 'vector')
  const store = storeOf(run)
  return {
    now: () => new Date(),
    limitMs: 120_000,
    queryLatencyMs: queryLatencyOf(run.settings, tenant.region),
    wordsOf: (error) => withoutSecrets(databaseWords(error)),
    observe: {
      connectivity: () =>
        logins.database === undefined
          ? Promise.resolve({ login: 'refused', role: names.role, why: 'its secret holds no login.' })
          : observeConnectivity(logins.database, names),
      isolation: isolationLook(subject, store),
      vectors: () =>
        store === undefined
          ? observeVectors(needed(logins.database), vectors)
          : observeStoreSearch(store, needed(logins.vectors)),
      latency: () => observeLatency(needed(logins.database), names),
      metrics: metricsLook(run, tenant),
      ...cloudLooks(subject),
    },
  }
}

/** A platform takes up a new tenant, and Prometheus the platform, in their own time. */
function metricsLook(run: TenantRun, tenant: Tenant): VerifyIO['observe']['metrics'] {
  const url = run.env.LANDLORD_METRICS_URL ?? ''
  if (url === '')
    return 'No metrics are known here (LANDLORD_METRICS_URL is not set), so nothing was checked.'
  return () =>
    settle(
      () => observeMetrics(url, labelsOf(tenant)),
      (seen) => metricsScraping.judge(seen).outcome === 'pass',
      isEmulator(run.env) ? 2_000 : 90_000,
    )
}
