import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { Runner } from '../actions/runner.ts'
import { addActionsApp } from './actions/actions-app.ts'
import { startOnPull } from './actions/start-on-pull.ts'
import { routes } from './api/table.ts'
import { endReader } from './git/reader.ts'
import { answerGit, isGitPath } from './git-door.ts'
import type { GitHub } from './github.ts'
import type { Exchange, LoggedCall } from './http/exchange.ts'
import type { Fault } from './http/faults.ts'
import { newLimiter } from './http/limit.ts'
import { newRouter } from './http/router.ts'
import { keepSecondaryLimits, unlimited, type SecondaryLimits } from './http/secondary.ts'
import { answerApi, graphqlPath } from './http/server.ts'
import { newStorage } from './http/storage.ts'
import { answerPage } from './http/pages.ts'
import type { Delivery } from './memory/app.ts'
import { newMemory } from './memory/memory.ts'
import { newPostOffice, type Mishap } from './webhooks/post-office.ts'
import type { Weather } from './weather.ts'
import { newWorld, type World } from './world.ts'

export type SandboxOptions = Readonly<{
  /** 0 or absent = any free one. */
  port?: number
  /** A folder for the git repositories. */
  home: string
  runner?: Runner
  now?: () => Date
  log?: (message: string) => void
  /** Sees every API request with its answer. */
  onExchange?: (exchange: Exchange) => void
  /** API requests an hour for each person and installation; GitHub's is 5 000. */
  requestsPerHour?: number
  /** Absent = none, as on a GitHub Enterprise Server. github.com's are `githubsLimits`. */
  secondaryLimits?: SecondaryLimits
  /** Each API answer takes so much longer, as over a network. */
  latencyMs?: number
  /** Loses, doubles and delays webhooks, and fails requests, beside `mishaps` and `faults`. */
  weather?: Weather
}>

export type SandboxGitHub = Readonly<{
  /** Base address of the API, for Octokit's and Probot's `baseUrl`. */
  url: string
  /** Base address of pages and of git. */
  webUrl: string
  world: World
  /** The last API requests, oldest first. */
  calls: LoggedCall[]
  /** Everything sent to Apps, oldest first. */
  deliveries: () => readonly Delivery[]
  /** Makes the next API requests fail. */
  faults: Fault[]
  /** Loses, doubles or delays the next webhooks. */
  mishaps: Mishap[]
  /** Until every webhook has been delivered, and what they start has begun. */
  settled: () => Promise<void>
  close: () => Promise<void>
}>

/** Where GitHub Enterprise Server has its API. */
const apiPath = '/api/v3'
const isApiPath = (path: string) => path === apiPath || path.startsWith(`${apiPath}/`) || path === graphqlPath

const callsKept = 20_000

/** Starts a GitHub on this machine. Its memory ends with it; its git repositories stay in `home`. */
export async function startGitHub(options: SandboxOptions): Promise<SandboxGitHub> {
  await mkdir(options.home, { recursive: true })
  // Longer than clients keep a connection: one must not close while the other writes.
  const server = createServer({ keepAliveTimeout: 120_000 })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const webUrl = `http://127.0.0.1:${port}`
  const office = newPostOffice(options.weather?.webhook)
  const now = options.now ?? (() => new Date())
  let lastId = 1000
  /** Workflows that events start, one event after the other. */
  let starts = Promise.resolve()
  const settled = async () => {
    await starts
    await office.settled()
  }
  const github: GitHub = {
    memory: newMemory(),
    apiUrl: webUrl + apiPath,
    webUrl,
    home: options.home,
    now,
    nextId: () => (lastId += 1),
    announce: (notice) => {
      office.announce(github, notice)
      starts = starts
        .then(() => startOnPull(github, notice))
        .catch((error: unknown) => github.log(`workflows of a pull request: ${String(error)}`))
    },
    redeliver: (app, delivery) => office.redeliver(github, app, delivery),
    limiter: newLimiter(now, options.requestsPerHour ?? 5000),
    storage: newStorage(now),
    runner: options.runner,
    log: options.log ?? (() => undefined),
  }
  addActionsApp(github)
  const calls: LoggedCall[] = []
  const faults: Fault[] = []
  const api = {
    github,
    faults,
    weather: options.weather?.request,
    find: newRouter(routes),
    enter: options.secondaryLimits ? keepSecondaryLimits(now, options.secondaryLimits) : unlimited,
    latencyMs: options.latencyMs ?? 0,
    observe: (exchange: Exchange) => {
      const { requestBody: _request, responseBody: _response, query: _query, ...call } = exchange
      calls.push(call)
      if (calls.length > callsKept) calls.shift()
      options.onExchange?.(exchange)
    },
  }
  const answer = (exchange: { request: IncomingMessage; response: ServerResponse }, url: URL) => {
    if (isApiPath(url.pathname)) return answerApi(api, exchange, url)
    return isGitPath(url.pathname) ? answerGit(github, exchange, url) : answerPage(github, exchange, url)
  }
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', webUrl)
    answer({ request, response }, url).catch((error: unknown) => {
      github.log(`request ${url.pathname} broke: ${String(error)}`)
      response.destroy()
    })
  })
  return {
    url: github.apiUrl,
    webUrl,
    world: newWorld(github),
    calls,
    deliveries: () =>
      [...github.memory.apps.values()].flatMap((app) => app.deliveries).sort((a, b) => a.id - b.id),
    faults,
    mishaps: office.mishaps,
    settled,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      await settled()
      for (const { folder } of github.memory.repositories.values()) endReader(folder)
    },
  }
}
