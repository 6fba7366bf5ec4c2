import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, existsSync, chmodSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import pg from 'pg'
import { startEmbedded } from '../../src/registry/embedded.ts'

// Processes are started and killed here; a busy machine may take its time.
jest.setTimeout(60_000)

const dir = join(mkdtempSync(join(tmpdir(), 'landlord-embedded-')), 'postgres')
const quick = { durable: false }
const children: ChildProcess[] = []

beforeAll(async () => {
  const server = await startEmbedded(dir, undefined, quick)
  const url = await server.database('estate')
  await ask(url, 'create table kept (word text)')
  await ask(url, "insert into kept values ('still here')")
  await server.close()
})
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')))
afterAll(() => rmSync(join(dir, '..'), { recursive: true, force: true }))

test('a private folder is no obstacle, and the password is its owner’s alone', () => {
  expect(statSync(join(dir, '..')).mode & 0o777).toBe(0o700)
  expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(dir, 'password'), 'utf8')).toMatch(/^[\w-]{32}$/)
})

test('closing leaves no server behind', () => {
  expect(existsSync(join(dir, 'data', 'postmaster.pid'))).toBe(false)
})

test('data are still there after a restart, and an existing database is simply used', async () => {
  const server = await startEmbedded(dir, undefined, quick)
  const url = await server.database('estate')
  expect(url).toBe(server.url('estate'))
  expect(await ask(url, 'select word from kept')).toEqual([{ word: 'still here' }])
  await server.close()
})

test('a wrong password is refused', async () => {
  const server = await startEmbedded(dir, undefined, quick)
  const wrong = server.url('estate').replace(/:[^:@]+@/, ':guess@')
  await expect(ask(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  await server.close()
})

test('a second process joins the server of the first, and its leaving does not stop it', async () => {
  const server = await startEmbedded(dir, undefined, quick)
  const second = await startElsewhere()
  expect(second.url).toBe(server.url('estate'))
  second.child.kill('SIGTERM')
  await once(second.child, 'exit')
  expect(await ask(server.url('estate'), 'select 1 as one')).toEqual([{ one: 1 }])
  await server.close()
})

test('two first starts at the same moment make one database', async () => {
  const fresh = join(dir, '..', 'race')
  const [one, two] = await Promise.all([
    startEmbedded(fresh, undefined, quick),
    startEmbedded(fresh, undefined, quick),
  ])
  expect(one.url('x')).toBe(two.url('x'))
  await Promise.all([one.close(), two.close()])
})

test.each(['SIGTERM', 'SIGKILL', 'SIGINT'] as const)(
  'a starter that ends by %s takes its server along, and the next one opens the data',
  async (signal) => {
    const first = await startElsewhere()
    first.child.kill(signal)
    await once(first.child, 'exit')
    const server = await startEmbedded(dir, undefined, quick)
    expect(await ask(server.url('estate'), 'select word from kept')).toHaveLength(1)
    await server.close()
    expect(existsSync(join(dir, 'data', 'postmaster.pid'))).toBe(false)
  },
)

test('a lock that a crashed server left to a living stranger is seen through', async () => {
  const lock = join(dir, 'data', 'postmaster.pid')
  writeFileSync(lock, `${process.pid}\n${join(dir, 'data')}\n1700000000\n1\n\n127.0.0.1\n\nready   \n`)
  chmodSync(lock, 0o644)
  const server = await startEmbedded(dir, undefined, quick)
  expect(await ask(server.url('estate'), 'select word from kept')).toHaveLength(1)
  await server.close()
})

test('even without its lock, a server keeps a second one off its data', async () => {
  const server = await startEmbedded(dir, undefined, quick)
  const url = await server.database('estate')
  rmSync(join(dir, 'data', 'postmaster.pid'))
  await expect(startEmbedded(dir, undefined, quick)).rejects.toMatchObject({
    message: expect.stringMatching(/does not start: .*still in use/s),
  })
  expect(await ask(url, 'select word from kept')).toHaveLength(1)
  await server.close()
})

test('it is started again at the port where it was, and elsewhere when that is taken', async () => {
  const portOf = async (): Promise<string> => {
    const server = await startEmbedded(dir, undefined, quick)
    await server.close()
    return new URL(server.url('estate')).port
  }
  const port = await portOf()
  expect(await portOf()).toBe(port)
  const stranger = createServer().listen(Number(port), '127.0.0.1')
  await once(stranger, 'listening')
  expect(await portOf()).not.toBe(port)
  stranger.close()
})

test('data it cannot open end in an error that shows why and what to do', async () => {
  const broken = join(dir, '..', 'broken')
  const server = await startEmbedded(broken, undefined, quick)
  await server.close()
  writeFileSync(join(broken, 'data', 'PG_VERSION'), '9.6\n')
  await expect(startEmbedded(broken, undefined, quick)).rejects.toMatchObject({
    message: expect.stringContaining('incompatible with server'),
    fix: expect.stringContaining('DATABASE_URL'),
  })
})

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Another Node process that starts, or joins, the same server and stays. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const module = join(import.meta.dirname, '../../src/registry/embedded.ts')
  const script = `const { startEmbedded } = await import(${JSON.stringify(module)})
    const server = await startEmbedded(${JSON.stringify(dir)}, undefined, { durable: false })
    process.stdout.write(await server.database('estate'))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, url: said.toString() }
}
