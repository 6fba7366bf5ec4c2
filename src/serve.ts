import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { Probot } from 'probot'
import { landlord, type Accept } from './app.ts'
import type { Config } from './config.ts'
import { AppOctokit } from './github/app-octokit.ts'
import { blobCache } from './github/blob-cache.ts'
import { enqueue, isKept } from './job.ts'
import { perform } from './perform.ts'
import { openQueue, type Queue } from './queue/queue.ts'
import { startReconciler } from './reconciler.ts'
import { startEmbedded } from './registry/embedded.ts'
import { openRegistry, type Registry } from './registry/registry.ts'
import type { World } from './world.ts'

/** The serving process: webhooks in, jobs through the queue, flows out. */
export type Serving = Readonly<{ port: number; close: () => Promise<void> }>

export async function serve(config: Config, log: Logger): Promise<Serving> {
  const embedded = config.databaseUrl ? undefined : await startEmbedded(join(config.home, 'postgres'), log)
  const databaseUrl = config.databaseUrl ?? (await embedded?.database('landlord')) ?? ''
  const registry = await openRegistry(databaseUrl)
  const queue = await openQueue(databaseUrl, log)
  const probot = new Probot({
    appId: config.appId,
    privateKey: config.privateKey,
    secret: config.webhookSecret,
    baseUrl: config.githubApiUrl,
    Octokit: AppOctokit,
    log,
  })
  await probot.load(landlord(inbox(registry, queue)))
  const world: World = {
    registry,
    queue,
    log,
    cache: blobCache(),
    pollMs: config.pollMs,
    github: clients(probot),
  }
  const work = async (data: Readonly<Record<string, unknown>>): Promise<void> => {
    if (isKept(data)) await perform(data, world)
    else log.warn({ data }, 'a job of another version was left out')
  }
  await queue.work({ delivery: work, operation: work })
  const reconciler = startReconciler(world)
  const webhooks = await probot.getNodeMiddleware({ path: '/api/github/webhooks' })
  const server = createServer((request, response) => {
    if (request.url === '/healthz') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n')
      return
    }
    answer(webhooks, request, response).catch((error: unknown) => {
      log.error({ err: error }, 'webhook failed')
      response.writeHead(500).end()
    })
  })
  const port = await listen(server, config)
  return {
    port,
    close: async () => {
      server.closeIdleConnections()
      await new Promise((resolve) => server.close(resolve))
      await reconciler.stop()
      await queue.close()
      await registry.close()
      await embedded?.close()
    },
  }
}

/** Kept first, worked on afterwards: what is answered 200 is never lost, and what comes twice is done once. */
const inbox =
  (registry: Registry, queue: Queue): Accept =>
  async ({ id, event, estate }, jobs) => {
    await registry.rememberEstate(estate)
    if ((await registry.recordDelivery(id, event, { jobs })) === 'known') return
    for (const job of jobs) await enqueue(queue, job, id)
    await registry.markHandled(id)
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
    app: async () => {
      slug ??= ask().catch((error: unknown) => {
        slug = undefined
        throw error
      })
      return { slug: await slug }
    },
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

async function answer(webhooks: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if ((await webhooks(request, response)) !== true) response.writeHead(404).end()
}

async function listen(server: Server, { host, port }: Config): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  return (server.address() as AddressInfo).port
}
