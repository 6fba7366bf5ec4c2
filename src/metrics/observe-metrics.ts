import { UserError } from '../tenant/user-error.ts'
import type { MetricsScraping } from '../verification/metrics-scraping.ts'
import { parseExposition, type Series } from './parse-exposition.ts'

/** `url`: a Prometheus, whose API is asked; or, where its path ends in `/metrics`, a text that is offered for scraping. */
export async function observeMetrics(
  url: string,
  expected: MetricsScraping['expected'],
): Promise<MetricsScraping> {
  const exposition = new URL(url).pathname.endsWith('/metrics')
  const series = await (exposition ? readExposition(url) : askPrometheus(url, expected.tenant_id ?? ''))
  const own = series.filter(({ labels }) => labels.tenant_id === expected.tenant_id)
  return {
    source: exposition ? 'exposition' : 'prometheus',
    expected,
    info: own.filter(({ name }) => name === 'tenant_info').map(({ labels }) => labels),
    series: own.length,
  }
}

async function readExposition(url: string): Promise<readonly Series[]> {
  const answer = await ask(new URL(url))
  return parseExposition(await answer.text())
}

type PrometheusAnswer = Readonly<{
  status?: string
  data?: Readonly<{ result?: readonly Readonly<{ metric?: Readonly<Record<string, string>> }>[] }>
}>

/** An instant query: what it gives was scraped within the last five minutes, or has been marked stale. */
async function askPrometheus(url: string, tenant: string): Promise<readonly Series[]> {
  const query = new URL('api/v1/query', url.replace(/\/*$/, '/'))
  query.searchParams.set('query', `{tenant_id=${JSON.stringify(tenant)}}`)
  const answer = (await (await ask(query)).json()) as PrometheusAnswer
  if (answer.status !== 'success' || answer.data?.result === undefined)
    throw unusable('its answer is none of the query API')
  return answer.data.result.map(({ metric: { __name__: name = '', ...labels } = {} }) => ({ name, labels }))
}

async function ask(url: URL): Promise<Response> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) })
  if (answer.ok) return answer
  throw unusable(`it answered ${answer.status}`)
}

const unusable = (why: string): UserError =>
  new UserError(`The metrics could not be read: ${why}.`, {
    fix: 'LANDLORD_METRICS_URL is the address of a Prometheus, or of a text that ends in /metrics.',
  })
