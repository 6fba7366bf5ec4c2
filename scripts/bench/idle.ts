import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Exchange } from '../../src/sandbox/github/http/exchange.ts'
import { startApp } from '../../src/sandbox/app-process.ts'
import { startSandbox } from '../../src/sandbox/start.ts'
import { within } from '../../src/sandbox/tour/within.ts'
import { newPeople } from './chaos/people.ts'
import { planPulls } from './chaos/plan.ts'
import { newLedgerRunner } from './chaos/runner.ts'
import { isSettled } from './chaos/settled.ts'
import { random } from './check-estate.ts'
import { renderTable } from './table.ts'

type Options = Readonly<{
  replicas: number
  minutes: number
  folder: string
  say: (progress: string) => void
}>

export type Idle = Readonly<{
  replicas: number
  minutes: number
  /** How often each was asked of GitHub, and done, in all that time. */
  requests: Counts
  jobs: Counts
}>

type Counts = Readonly<Record<string, number>>

/** What Landlord does where nothing happens: a few tenants stand, and their merges are over for a moment. */
export async function benchIdle({ replicas, minutes, folder, say }: Options): Promise<Idle> {
  const runner = newLedgerRunner({ leaks: () => false, next: random(1) })
  const calls: Exchange[] = []
  const sandbox = await startSandbox({
    ...{ home: join(folder, 'sandbox'), runner },
    without: ['aws', 'redis', 'terraform'],
    github: { requestsPerHour: 10_000_000 },
    onExchange: (exchange) => {
      if (exchange.userAgent.includes('probot')) calls.push(exchange)
    },
  })
  const others = await Promise.all(
    Array.from({ length: replicas - 1 }, (_, index) =>
      startApp({
        ...{ ...sandbox.credentials, githubApiUrl: sandbox.github.url },
        ...{ databaseUrl: sandbox.databaseUrl, databaseAdminUrl: sandbox.databaseUrl },
        ...{ home: join(folder, `app-${index + 2}`), log: () => undefined },
      }),
    ),
  )
  try {
    const plan = planPulls(40, 1).filter(({ kind }) => kind === 'small')
    const people = newPeople(sandbox)
    for (const planned of plan.slice(0, 5)) await people.play(planned)
    await within(120_000, 'an end of all work', async () => {
      await sandbox.github.settled()
      return (await isSettled(sandbox.databaseUrl, [])) ? true : undefined
    })
    say(`idle from now on, for ${minutes} minutes`)
    const began = new Date()
    calls.length = 0
    await pause(minutes * 60_000)
    const requests = tally(calls.map(({ method, template }) => `${method} ${template}`))
    return { replicas, minutes, requests, jobs: tally(await jobsSince(sandbox.databaseUrl, began)) }
  } finally {
    await Promise.all(others.map(({ stop }) => stop()))
    await sandbox.close()
  }
}

async function jobsSince(databaseUrl: string, since: Date): Promise<readonly string[]> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows } = await client.query<{ job: string }>(
      `select data -> 'job' ->> 'do' as job from pgboss.job where created_on >= $1`,
      [since],
    )
    return rows.map(({ job }) => job)
  } finally {
    await client.end()
  }
}

const tally = (names: readonly string[]): Counts =>
  Object.fromEntries(
    [...Map.groupBy(names, (name) => name)]
      .map(([name, all]) => [name, all.length] as const)
      .sort(([, one], [, other]) => other - one),
  )

export function renderIdle({ replicas, minutes, requests, jobs }: Idle): string {
  const perMinute = (count: number): string => (count / minutes).toFixed(1)
  const part = (what: string, counts: Counts) => [
    [what, perMinute(Object.values(counts).reduce((sum, count) => sum + count, 0))],
    ...Object.entries(counts).map(([name, count]) => [`  ${name}`, perMinute(count)]),
  ]
  const rows = [['a minute', ''], ...part('requests to GitHub', requests), ...part('jobs', jobs)]
  return `${replicas} replicas, nothing to do for ${minutes} minutes.\n\n${renderTable(rows)}`
}
