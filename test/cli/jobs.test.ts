import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import pg from 'pg'
import schema from '../../schemas/jobs.schema.json' with { type: 'json' }
import { list, retry } from '../../src/cli/run-jobs.ts'
import { renderJobs } from '../../src/cli/format/render-jobs.ts'
import { openQueue, type Queue } from '../../src/queue/queue.ts'
import { freshDatabase } from '../embedded.ts'
import { expectGolden } from '../golden.ts'

let url: string
let queue: Queue
const said: string[] = []
const silent = { warn: () => undefined, error: () => undefined }

beforeAll(async () => {
  url = await freshDatabase()
  process.env.DATABASE_URL = url
  queue = await openQueue(url, silent)
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(said.push(String(text))))
  await queue.send({ queue: 'delivery', key: 'review acme/estate#7', data: { n: 1 } })
  await queue.work({
    delivery: () => Promise.reject(new Error('GitHub \u001b[2Jis away')),
    operation: () => Promise.resolve(),
    dispatch: () => Promise.resolve(),
    notice: () => Promise.resolve(),
  })
  const client = new pg.Client(url)
  await client.connect()
  const until = async (sql: string): Promise<void> => {
    while ((await client.query(sql)).rows.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await until("select 1 from pgboss.job where name = 'delivery' and state = 'retry'")
  await client.query(
    "update pgboss.job set retry_count = retry_limit, start_after = now() where name = 'delivery'",
  )
  await until("select 1 from pgboss.job where name = 'delivery-dead'")
  await client.end()
  await queue.close()
  queue = await openQueue(url, silent)
  await queue.send({ queue: 'operation', key: 'op_1', data: { n: 2 }, afterSeconds: 600 })
}, 30_000)
afterAll(async () => {
  jest.restoreAllMocks()
  delete process.env.DATABASE_URL
  process.exitCode = 0
  await queue.close()
})

const printed = (): string => said.splice(0).join('')

test('a dead job is listed with its reason, and its JSON is as described', async () => {
  await list({ format: 'json' })
  const jobs = JSON.parse(printed()) as { id: string; state: string }[]
  expect(new Ajv2020({ strict: false, validateFormats: false }).validate(schema, jobs)).toBe(true)
  expect(jobs).toMatchObject([
    { state: 'dead', queue: 'delivery', key: 'review acme/estate#7', why: 'GitHub \u001b[2Jis away' },
    { state: 'later', queue: 'operation', key: 'op_1' },
  ])
  expect(process.exitCode).toBe(1)
})

test('retried, it waits in its queue again, and nothing is dead', async () => {
  await list({ format: 'text', dead: true })
  const id = /landlord jobs retry (\S+)/.exec(printed())?.[1] ?? ''
  process.exitCode = 0
  await retry([id], {})
  expect(printed()).toBe('1 job is tried again.\n')
  await list({ format: 'json' })
  const jobs = JSON.parse(printed()) as { state: string; key: string }[]
  expect(jobs.map(({ state, key }) => `${state} ${key}`).sort()).toEqual([
    'later op_1',
    'waiting review acme/estate#7',
  ])
  expect(process.exitCode).toBe(0)
  await retry([id], {})
  expect(printed()).toBe('0 jobs are tried again.\n')
  expect(process.exitCode).toBe(1)
})

test.each([[[]], [['all']]])('what names no job is refused: %j', async (ids) => {
  await expect(retry(ids, {})).rejects.toMatchObject({ fix: expect.stringContaining('jobs list') })
})

test('it reads like this, and what others wrote cannot steer a terminal', () => {
  const job = {
    ...({ queue: 'delivery', data: {}, tries: 0, why: undefined, state: 'waiting' } as const),
    ...{ since: '2026-11-21T11:58:30.000Z', startAfter: '2026-11-21T12:04:00.000Z' },
  } as const
  const text = renderJobs(
    [
      {
        ...job,
        id: '1',
        state: 'dead',
        key: 'review acme/estate#7',
        tries: 6,
        why: 'GitHub \u001b[2Jis away',
      },
      { ...job, id: '2', state: 'active', key: 'merge acme/estate#6' },
      { ...job, id: '3', key: 'watch acme/estate', since: '2026-11-21T11:20:00.000Z' },
      { ...job, id: '4', state: 'later', key: 'review acme/estate#8', tries: 2, why: 'the registry is away' },
    ],
    new Date('2026-11-21T12:00:00Z'),
  )
  expectGolden('cli/jobs.txt', text)
  expect(text).not.toContain('\u001b')
  expect(renderJobs([], new Date())).toBe('Nothing waits, and nothing is dead.\n')
})
