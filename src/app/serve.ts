import { createServer } from 'node:http'
import type { Logger } from 'pino'
import { Probot } from 'probot'
import { landlord } from '../inbox/events.ts'
import { deriveAuditKey } from '../audit/derive-key.ts'
import { channelsOf } from './channels.ts'
import type { Config } from '../config/config.ts'
import { doJob } from '../jobs/do-job.ts'
import { openDoor } from '../inbox/door.ts'
import { landlordVersion } from '../estate/version.ts'
import { newFates } from '../inbox/fates.ts'
import { appOctokit } from '../github/app-octokit.ts'
import { newMemory } from '../github/memory.ts'
import { oneForAllEvents } from '../github/one-for-all-events.ts'
import { webUrlOf } from '../github/web-url.ts'
import { openInbox } from '../inbox/inbox.ts'
import { isKept } from '../jobs/job.ts'
import { openDatabase, tellGuard } from './open-database.ts'
import { openQueue } from '../queue/queue.ts'
import { startReconciler } from './reconciler.ts'
import { openRegistry } from '../registry/registry.ts'
import { refusingStale } from '../inbox/stale.ts'
import { takeLooks, takeRequests } from '../inbox/take-requests.ts'
import { startTracing, stopTracing } from '../telemetry/trace.ts'
import { watchProcess } from './watch-process.ts'
import type { World } from '../jobs/world.ts'

/** Where GitHub sends webhooks to. */
export const webhookPath = '/api/github/webhooks'

/** The serving process: webhooks in, jobs through the queue, flows out. */
export type Serving = Readonly<{
  port: number
  /** Why its database is gone for good, and it has to be started again; pending for as long as that is not so. */
  lost: Promise<Error>
  close: () => Promise<void>
}>

export async function serve(config: Config, log: Logger): Promise<Serving> {
  const database = await openDatabase(config, log)
  const version = landlordVersion()
  if (config.otlpEndpoint !== undefined) await startTracing(config.otlpEndpoint, version)
  const plain = await openRegistry(database.url)
  await tellGuard(plain, log)
  const queue = await openQueue(database.url, log)
  const auditKey = deriveAuditKey(config.privateKey)
  const watch = watchProcess({ version, registry: plain, queue, auditKey, limits: config.githubLimits })
  const { registry, figures, readiness } = watch
  const fates = newFates()
  const inbox = openInbox({ registry, queue, log, repeated: (id) => fates.note(id, 'repeated') })
  const probot = new Probot({
    appId: config.appId,
    privateKey: config.privateKey,
    secret: config.webhookSecret,
    baseUrl: config.githubApiUrl,
    Octokit: appOctokit(registry, config.githubLimits).plugin(watch.calls, oneForAllEvents),
    log,
  })
  await probot.load(
    landlord(
      refusingStale(inbox.accept, {
        now: () => new Date(),
        refused: ({ id, event, at }) => {
          fates.note(id, 'stale')
          log.warn({ delivery: id, event, at }, 'a delivery is too old, and is left out')
        },
      }),
    ),
  )
  const world: World = {
    registry,
    queue,
    log,
    figures,
    version,
    auditKey,
    memory: newMemory(),
    pollMs: config.pollMs,
    channels: channelsOf(config.notify),
    webUrl: webUrlOf(config.githubApiUrl),
    github: clients(probot),
  }
  const webhooks = await probot.getNodeMiddleware({ path: webhookPath })
  const metrics = { metrics: figures.expose, metricsToken: config.metricsToken }
  const server = createServer(
    takeRequests({
      webhooks,
      operator: { readiness, ...(config.metricsPort === undefined && metrics) },
      fate: fates.take,
      figures,
      log,
    }),
  )
  const door = await openDoor(server, { host: config.host, port: config.port, setting: 'PORT' })
  const aside =
    config.metricsPort === undefined
      ? undefined
      : await openDoor(createServer(takeLooks({ readiness, ...metrics })), {
          ...{ host: config.host, port: config.metricsPort, setting: 'METRICS_PORT' },
        })
  // Only where it can be reached: one that ends at its start must not take work along.
  const work = async (data: Readonly<Record<string, unknown>>): Promise<void> => {
    if (isKept(data)) await doJob(data, world)
    else log.warn({ data }, 'a job of another version was left out')
  }
  await queue.work({ delivery: work, operation: work, dispatch: work, notice: work })
  const reconciler = startReconciler(world)
  return {
    port: door.port,
    lost: database.lost,
    close: async () => {
      watch.closes()
      await door.close()
      await inbox.settled()
      await Promise.all([reconciler.stop(), queue.close()])
      await aside?.close()
      await registry.close()
      await database.close()
      await stopTracing()
    },
  }
}

/** Installation clients; Probot keeps their tokens. The App's own name is asked for once. */
function clients(probot: Probot) {
  let slug: Promise<string> | undefined
  const ask = async (): Promise<string> => {
    const { data } = await (await probot.auth()).request('GET /app')
    if (data?.slug === undefined) throw new Error('GitHub does not say how the App is called.')
    return data.slug
  }
  return {
    as: (installation: number) => probot.auth(installation),
    asApp: () => probot.auth(),
    app: async () => {
      slug ??= ask().catch((error: unknown) => {
        slug = undefined
        throw error
      })
      return { slug: await slug }
    },
  }
}
