import { join } from 'node:path'
import { Octokit } from '@octokit/rest'
import { openRegistry } from '../../../src/registry/registry.ts'
import { startApp, type AppProcess } from '../../../src/sandbox/app-process.ts'
import { startSandbox, type Sandbox } from '../../../src/sandbox/start.ts'
import { within } from '../../../src/sandbox/tour/within.ts'
import { random } from '../check-estate.ts'
import { openFront } from './front.ts'
import { loadFlaws, loadOutcome, type Outcome } from './outcome.ts'
import { newPeople, type People } from './people.ts'
import type { PlannedPull } from './plan.ts'
import { startServer, type Server } from './postgres.ts'
import { harass } from './replicas.ts'
import { newLedgerRunner } from './runner.ts'
import { isSettled, revertsToMerge } from './settled.ts'
import { newStorm, type Damage } from './weather.ts'

export type DayOptions = Readonly<{
  plan: readonly PlannedPull[]
  seed: number
  replicas: number
  /** Pull requests that people work on at the same time. */
  atOnce: number
  folder: string
  say: (progress: string) => void
  log: (line: string) => void
}>

/** What is done to Landlord and its database; absent = nothing, and the weather is calm. */
export type Trouble = Readonly<{
  /** On average, between two kills. */
  killEveryMs: number
  mostKills: number
  /** What happens to PostgreSQL, evenly spread over the pull requests. */
  database: readonly ('restart' | 'kill')[]
}>

export type Day = Readonly<{
  outcome: Outcome
  flaws: readonly string[]
  seconds: number
  /** Of all processes together: runs at the runner, webhooks that GitHub sent, requests that the App made. */
  runs: number
  webhooks: number
  notTaken: number
  redelivered: number
  requests: number
  damage: Damage | undefined
  kills: number
  failedStarts: number
  /** What Landlord said of it: jobs that failed and were tried again, requests that it sent again. */
  failedJobs: number
  sentAgain: number
}>

/** Plays all pull requests on a fresh sandbox, waits until nothing is left to do, and looks what came of it. */
export async function playDay(options: DayOptions, trouble?: Trouble): Promise<Day> {
  const { plan, seed, folder, say } = options
  const began = performance.now()
  const next = random(seed + 1)
  const storm = trouble && newStorm(next)
  const heard = { failedJobs: 0, sentAgain: 0, requests: 0 }
  const postgres = await startServer(join(folder, 'postgres'))
  const runner = newLedgerRunner({ leaks: (tenant) => tenant.startsWith('chaos-leaks'), next })
  const log = (line: string): void => {
    if (line.includes('"msg":"job failed"')) heard.failedJobs += 1
    if (/"msg":"GitHub answered .* again in /.test(line)) heard.sentAgain += 1
    options.log(line)
  }
  const sandbox = await startSandbox({
    ...{ home: join(folder, 'sandbox'), postgres, runner, log, limitsTimes },
    without: ['aws', 'redis', 'terraform'],
    github: { requestsPerHour: 10_000_000, ...(storm && { weather: storm.weather }) },
    onExchange: ({ userAgent }) => {
      if (userAgent.includes('probot')) heard.requests += 1
    },
  })
  const others = await startOthers(sandbox, options, { log, url: await postgres.serving('landlord') })
  const processes = [sandbox.app, ...others]
  const front = await openFront(processes.map(({ webhookUrl }) => webhookUrl))
  sandbox.github.world.setWebhookUrl(sandbox.credentials.appId, front.url)
  const registry = await openRegistry(sandbox.databaseUrl)
  const troubled =
    trouble && harass(processes, { everyMs: trouble.killEveryMs, most: trouble.mostKills, next })
  try {
    const people = newPeople(sandbox)
    await playAll(people, options, { postgres, database: trouble?.database ?? [] })
    storm?.calm()
    await troubled?.spare()
    say('all pull requests have ended; waiting until nothing is left to do')
    await settle({ sandbox, people, plan, restart: trouble && processes[0] })
    const pat = new Octokit({ baseUrl: sandbox.github.url, auth: sandbox.tokens.pat })
    const sources = { registry, databaseUrl: sandbox.databaseUrl, pat, ledger: runner.ledger }
    const outcome = await loadOutcome(sources)
    const deliveries = sandbox.github.deliveries()
    return {
      outcome,
      flaws: await loadFlaws(sources, outcome),
      seconds: (performance.now() - began) / 1000,
      runs: runner.ledger.runs.length,
      webhooks: deliveries.length,
      notTaken: deliveries.filter(({ statusCode }) => statusCode === 0 || statusCode >= 400).length,
      redelivered: deliveries.filter(({ redelivery }) => redelivery).length,
      damage: storm?.damage,
      kills: troubled?.kills() ?? 0,
      failedStarts: troubled?.failedStarts() ?? 0,
      ...heard,
    }
  } finally {
    await troubled?.spare()
    await registry.close()
    await Promise.all(others.map(({ stop }) => stop()))
    await front.close()
    await sandbox.close()
    await postgres.close()
  }
}

/** With github.com's 500 comments an hour, five hundred pull requests would take three hours. */
const limitsTimes = 1_000

type Serving = Readonly<{ url: string; log: (line: string) => void }>

const startOthers = (
  { credentials, github, databaseUrl }: Sandbox,
  { replicas, folder }: DayOptions,
  { url, log }: Serving,
): Promise<readonly AppProcess[]> =>
  Promise.all(
    Array.from({ length: replicas - 1 }, (_, index) =>
      startApp({
        ...credentials,
        ...{
          githubApiUrl: github.url,
          databaseUrl: url,
          databaseAdminUrl: databaseUrl,
          home: join(folder, `app-${index + 2}`),
          env: { GITHUB_LIMITS_TIMES: String(limitsTimes) },
        },
        log: (line) => log(`landlord ${index + 2}: ${line}`),
      }),
    ),
  )

type Database = Readonly<{ postgres: Server; database: Trouble['database'] }>

/** So many at a time; PostgreSQL goes away while they are at it. */
async function playAll(
  people: People,
  { plan, atOnce, say }: DayOptions,
  { postgres, database }: Database,
): Promise<void> {
  const line = plan.values()
  let done = 0
  let hits = 0
  let away: Promise<void> = Promise.resolve()
  const work = async (): Promise<void> => {
    for (const planned of line) {
      await people.play(planned)
      done += 1
      const hit = database[hits]
      if (hit !== undefined && done >= ((hits + 1) * plan.length) / (database.length + 1)) {
        hits += 1
        away = away.then(() => (hit === 'kill' ? postgres.kill(500) : postgres.restart(1_500)))
        say(`PostgreSQL: ${hit}, after ${done} pull requests`)
      }
      if (done % Math.max(1, Math.floor(plan.length / 20)) === 0)
        say(`${done} of ${plan.length} pull requests`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  await away
}

type Settling = Readonly<{
  sandbox: Sandbox
  people: People
  plan: readonly PlannedPull[]
  restart: AppProcess | undefined
}>

const settlingMs = 400_000

/** What was lost last is looked for every three minutes, and whenever a process starts: the last kill saves the wait. */
async function settle({ sandbox, people, plan, restart }: Settling): Promise<void> {
  await sandbox.github.settled()
  await restart?.kill()
  await restart?.restart()
  const merged = new Set<number>()
  await within(settlingMs, 'an end of all work', async () => {
    for (const pull of await revertsToMerge(sandbox.databaseUrl))
      if (!merged.has(pull)) await people.merge(pull).then(() => merged.add(pull))
    await sandbox.github.settled()
    return (await isSettled(sandbox.databaseUrl, tenantsOf(plan))) ? true : undefined
  })
}

const tenantsOf = (plan: readonly PlannedPull[]): readonly string[] =>
  plan.flatMap(({ kind, updated }) => (kind === 'closed' ? [] : Object.keys(updated)))
