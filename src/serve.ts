import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { Probot } from 'probot'
import { landlord } from './app.ts'
import { deriveAuditKey } from './audit/derive-key.ts'
import type { Config } from './config.ts'
import { openDoor, readBody } from './door.ts'
import { landlordVersion } from './estate/version.ts'
import { appOctokit } from './github/app-octokit.ts'
import { newMemory } from './github/memory.ts'
import { openInbox } from './inbox.ts'
import { isKept } from './job.ts'
import { perform } from './perform.ts'
import { openQueue } from './queue/queue.ts'
import { startReconciler } from './reconciler.ts'
import { startEmbedded } from './registry/embedded.ts'
import { openRegistry } from './registry/registry.ts'
import type { World } from './world.ts'

/** Where GitHub sends webhooks to. */
export const webhookPath = '/api/github/webhooks'

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
    Octokit: appOctokit(registry),
    log,
  })
  await probot.load(landlord(openInbox({ registry, queue, log })))
  const world: World = {
    registry,
    queue,
    log,
    version: landlordVersion(),
    auditKey: deriveAuditKey(config.privateKey),
    memory: newMemory(),
    pollMs: config.pollMs,
    github: clients(probot),
  }
  const work = async (data: Readonly<Record<string, unknown>>): Promise<void> => {
    if (isKept(data)) await perform(data, world)
    else log.warn({ data }, 'a job of another version was left out')
  }
  await queue.work({ delivery: work, operation: work })
  const reconciler = startReconciler(world)
  const webhooks = await probot.getNodeMiddleware({ path: webhookPath })
  const server = createServer((request, response) => {
    if (request.url === '/healthz') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n')
      return
    }
    answer(webhooks, request, response).catch((error: unknown) => {
      log.error({ err: error }, 'webhook failed')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const door = await openDoor(server, config)
  return {
    port: door.port,
    close: async () => {
      await door.close()
      await Promise.all([reconciler.stop(), queue.close()])
      await registry.close()
      await embedded?.close()
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
  if (request.method === 'POST') {
    const body = await readBody(request)
    if (body === undefined) {
      // What is still coming is not read: the connection ends with the answer.
      response.writeHead(413, { connection: 'close' }).end()
      return
    }
    Object.assign(request, { body })
  }
  if ((await webhooks(request, response)) !== true) response.writeHead(404).end()
}
