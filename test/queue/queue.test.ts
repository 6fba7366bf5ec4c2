import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import pg from 'pg'
import { openQueue, type JobData, type Queue } from '../../src/queue/queue.ts'
import { freshDatabase } from '../embedded.ts'

// Processes are started and killed here; a busy machine may take its time.
jest.setTimeout(60_000)

let url: string
const open: Queue[] = []
const log = { warn: () => undefined, error: () => undefined }
const opened = async (): Promise<Queue> => {
  const queue = await openQueue(url, log)
  open.push(queue)
  return queue
}
const nothing = () => Promise.resolve()

beforeAll(async () => {
  url = await freshDatabase()
  await (await openQueue(url, log)).close()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((queue) => queue.close()))
  await sql('delete from pgboss.job')
})

/** Handles deliveries with `handle` and resolves once `enough` is true. */
function working(queue: Queue, handle: (data: JobData) => Promise<void>): Promise<void> {
  return queue.work({ delivery: handle, operation: nothing, dispatch: nothing, notice: nothing })
}
const until = async (enough: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await enough())) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('a job reaches a waiting worker in a moment', async () => {
  const queue = await opened()
  const seen: [unknown, number][] = []
  await working(queue, (data) => Promise.resolve(void seen.push([data.n, performance.now()])))
  await queue.send({ queue: 'delivery', key: 'warm', data: { n: 0 } })
  await until(() => seen.length === 1)
  const sent = performance.now()
  await queue.send({ queue: 'delivery', key: 'one', data: { n: 1 } })
  await until(() => seen.length === 2)
  expect(seen[1]![1] - sent).toBeLessThan(500)
})

test('while one is at work exactly one waits, and none that comes later is lost', async () => {
  const queue = await opened()
  let head = 'a'
  const read: string[] = []
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  await working(queue, async () => {
    read.push(head)
    if (read.length === 1) await held
  })
  const push = { queue: 'delivery', key: 'acme/estate#1', data: {} } as const
  await queue.send(push)
  await until(() => read.length === 1)
  head = 'b'
  expect(await queue.send(push)).toBe('sent')
  head = 'c'
  expect(await queue.send(push)).toBe('waiting')
  release()
  await until(() => read.length === 2)
  expect(read).toEqual(['a', 'c'])
})

test('an event that comes while its pull request is evaluated is looked at as soon as that is over', async () => {
  const queue = await opened()
  const began: number[] = []
  let ended = 0
  await working(queue, async () => {
    began.push(performance.now())
    // Long enough for pg-boss to note that the key is busy.
    if (began.length === 1) await new Promise((resolve) => setTimeout(resolve, 2_600))
    ended = performance.now()
  })
  const push = { queue: 'delivery', key: 'acme/estate#1', data: {} } as const
  await queue.send(push)
  await until(() => began.length === 1)
  await queue.send(push)
  await until(() => ended > 0)
  const free = ended
  await until(() => began.length === 2)
  expect(began[1]! - free).toBeLessThan(800)
  expect(await sql('select 1 from pgboss.queue where singletons_active is not null')).toEqual([])
})

test('of one key never two are at work, however many processes fetch; and a backlog is worked off without pauses', async () => {
  const queues = await Promise.all([opened(), opened()])
  const busy = new Map<unknown, number>()
  let worst = 0
  let done = 0
  const handle = async ({ key }: JobData): Promise<void> => {
    busy.set(key, (busy.get(key) ?? 0) + 1)
    worst = Math.max(worst, busy.get(key) ?? 0)
    await new Promise((resolve) => setTimeout(resolve, 2))
    busy.set(key, (busy.get(key) ?? 0) - 1)
    done += 1
  }
  const all = Array.from({ length: 200 }, (_, n) => String(n % 100))
  await queues[0].sendAll(all.slice(0, 100).map((key) => ({ queue: 'delivery', key, data: { key } })))
  const began = performance.now()
  await Promise.all(queues.map((queue) => working(queue, handle)))
  await until(() => done > 20)
  await queues[0].sendAll(all.slice(100).map((key) => ({ queue: 'delivery', key, data: { key } })))
  await until(async () => (await jobs('created', 'active')) === 0)
  expect(worst).toBe(1)
  expect(done).toBeGreaterThanOrEqual(120)
  // At one job a second and worker, as polling alone would do it, this took fifteen seconds.
  expect(performance.now() - began).toBeLessThan(8_000)
})

test('different pull requests do not wait for one another', async () => {
  const queue = await opened()
  let atOnce = 0
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  await working(queue, async () => {
    atOnce++
    await held
  })
  await queue.send({ queue: 'delivery', key: '#1', data: {} })
  await queue.send({ queue: 'delivery', key: '#2', data: {} })
  await until(() => atOnce === 2)
  release()
})

test('a pull request that takes long, with more to come, does not hold up the others', async () => {
  const queue = await opened()
  const done: unknown[] = []
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  let begun = false
  await working(queue, async ({ n }) => {
    begun = true
    if (n === 1) await held
    done.push(n)
  })
  await queue.send({ queue: 'delivery', key: 'long', data: { n: 1 } })
  await until(() => begun)
  await queue.send({ queue: 'delivery', key: 'long', data: { n: 2 } })
  await queue.send({ queue: 'delivery', key: 'short', data: { n: 3 } })
  const sent = performance.now()
  await until(() => done.length === 1)
  expect(done).toEqual([3])
  expect(performance.now() - sent).toBeLessThan(2_500)
  release()
  await until(() => done.length === 3)
  expect(done).toEqual([3, 1, 2])
})

test('a failed job is tried again; one that fails beside it leaves the work to that retry', async () => {
  const queue = await opened()
  const tried: string[] = []
  let away = true
  await working(queue, ({ n }) => {
    tried.push(`${String(n)} ${away ? 'fails' : 'succeeds'}`)
    return away ? Promise.reject(new Error('GitHub is away')) : Promise.resolve()
  })
  const send = (n: number) => queue.send({ queue: 'delivery', key: 'same', data: { n } })
  await send(1)
  await until(() => tried.length === 1)
  await send(2)
  await until(() => tried.length === 2)
  away = false
  await until(async () => (await jobs('created', 'retry', 'active')) === 0)
  expect(tried.at(-1)).toMatch(/succeeds$/)
})

test('what fails for the last time is kept as a dead letter with its reason', async () => {
  const queue = await opened()
  await working(queue, () => Promise.reject(new Error('it cannot be done')))
  await queue.send({ queue: 'delivery', key: 'doomed', data: { pull: 5 } })
  await until(async () => (await jobs('retry')) === 1)
  await sql("update pgboss.job set retry_count = retry_limit, start_after = now() where name = 'delivery'")
  await until(async () => (await queue.deadLetters('delivery')).length === 1)
  expect(await queue.deadLetters('delivery')).toMatchObject([
    { data: { pull: 5 }, why: { message: 'it cannot be done' } },
  ])
})

test('closing lets a running job finish', async () => {
  const queue = await openQueue(url, log)
  let begun = false
  let done = false
  await working(queue, async () => {
    begun = true
    await new Promise((resolve) => setTimeout(resolve, 100))
    done = true
  })
  await queue.send({ queue: 'delivery', key: 'slow', data: {} })
  await until(() => begun)
  await queue.close()
  expect(done).toBe(true)
  expect(await jobs('completed')).toBe(1)
})

test('a job that takes longer than closing may is handed back, and done by the next one', async () => {
  const queue = await openQueue(url, log, { closeMs: 1_000 })
  let begun = false
  await working(queue, () => {
    begun = true
    return new Promise(() => undefined)
  })
  await queue.send({ queue: 'delivery', key: 'endless', data: { word: 'handed back' } })
  await until(() => begun)
  await queue.close()
  const seen: unknown[] = []
  await working(await opened(), ({ word }) => Promise.resolve(void seen.push(word)))
  await until(() => seen.length === 1)
  expect(seen).toEqual(['handed back'])
})

test('with all its connections standing still, as when a network swallows them, it takes others and goes on', async () => {
  const queue = await openQueue(url, log, { queryMs: 500 })
  open.push(queue)
  const seen: unknown[] = []
  await working(queue, ({ word }) => Promise.resolve(void seen.push(word)))
  const backends = await sql(
    "select pid from pg_stat_activity where application_name like 'landlord-queue%' and datname = current_database()",
  )
  const signal = (name: NodeJS.Signals): void => {
    for (const { pid } of backends)
      try {
        process.kill(Number(pid), name)
      } catch {
        // It was given up, and has ended.
      }
  }
  expect(backends.length).toBeGreaterThan(0)
  signal('SIGSTOP')
  try {
    const send = () => queue.send({ queue: 'delivery', key: 'k', data: { word: 'after all' } })
    await until(async () => (await send().catch(() => undefined)) !== undefined)
    await until(() => seen.length > 0)
    expect(seen).toContain('after all')
  } finally {
    signal('SIGCONT')
  }
})

test('a job of a killed process is done by the next one', async () => {
  const module = join(import.meta.dirname, '../../src/queue/queue.ts')
  const script = `const { openQueue } = await import(${JSON.stringify(module)})
    const queue = await openQueue(${JSON.stringify(url)}, { warn() {}, error() {} })
    await queue.work({ delivery: () => { process.stdout.write('at work'); return new Promise(() => {}) }, operation: async () => {} })
    await queue.send({ queue: 'delivery', key: 'k', data: { word: 'survives' } })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  // Ten seconds pass without a heartbeat.
  await sql("update pgboss.job set heartbeat_on = now() - interval '11 s' where state = 'active'")
  const queue = await opened()
  const seen: unknown[] = []
  await working(queue, ({ word }) => Promise.resolve(void seen.push(word)))
  await until(() => seen.length === 1)
  expect(seen).toEqual(['survives'])
})

async function sql(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

const jobs = async (...states: string[]): Promise<number> =>
  (await sql(`select 1 from pgboss.job where name = 'delivery' and state in ('${states.join("','")}')`))
    .length
