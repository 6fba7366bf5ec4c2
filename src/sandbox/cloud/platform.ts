import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt } from 'jose'
import { loadConfigurations } from '../../database/configurations.ts'
import { parseConfiguration, type PublishedConfiguration } from '../../provisioning/configuration.ts'
import { isTokenOf } from '../../tokens/verify-token.ts'

/** The AI platform whose tenants Landlord looks after, as far as a verification asks it anything. */
export type Platform = Readonly<{ url: string; close: () => Promise<void> }>

/**
 * Reads what Landlord publishes, as the real one would: tokens are judged by a tenant's own keys, and every tenant has
 * its metrics. Nothing is remembered, so a new tenant is served at once.
 */
export async function startPlatform(databaseUrl: string): Promise<Platform> {
  const load = async (tenant?: string): Promise<readonly PublishedConfiguration[]> =>
    (await loadConfigurations({ url: databaseUrl }, tenant)).flatMap(
      (found) => parseConfiguration(found) ?? [],
    )
  const server = createServer((request, response) => {
    answer(request, load).then(
      ({ status, body }) => response.writeHead(status).end(body),
      () => response.writeHead(503).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closed(server),
  }
}

type Load = (tenant?: string) => Promise<readonly PublishedConfiguration[]>
type Answer = Readonly<{ status: number; body: string }>

async function answer({ url, headers }: IncomingMessage, load: Load): Promise<Answer> {
  if (url === '/metrics') return { status: 200, body: metricsOf(await load()) }
  if (url !== '/landlord/whoami') return { status: 404, body: '' }
  const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
  const tenant = claimedBy(token)
  const [configuration] = tenant === undefined ? [] : await load(tenant)
  const terms = configuration?.tokens
  if (tenant === undefined || terms === undefined || !(await isTokenOf(tenant, terms, token)))
    return { status: 401, body: '' }
  return { status: 200, body: JSON.stringify({ tenant }) }
}

/** Whose token it says it is: only to find the keys that decide whether that is so. */
function claimedBy(token: string): string | undefined {
  try {
    return /^landlord\/([a-z0-9-]+)$/.exec(decodeJwt(token).iss ?? '')?.[1]
  } catch {
    return undefined
  }
}

/** Prometheus' text format; label values as it wants them quoted. */
const metricsOf = (configurations: readonly PublishedConfiguration[]): string =>
  [
    '# HELP tenant_info One for every tenant the platform serves.',
    '# TYPE tenant_info gauge',
    ...configurations.map(({ metrics: { labels } }) => {
      const pairs = Object.entries(labels).map(([name, value]) => `${name}="${quoted(value)}"`)
      return `tenant_info{${pairs.join(',')}} 1`
    }),
    '',
  ].join('\n')

const quoted = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
