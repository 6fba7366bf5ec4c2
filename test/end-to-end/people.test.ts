import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { within } from '../../src/sandbox/tour/within.ts'
import { aProcess, type Process } from './a-process.ts'

jest.setTimeout(60_000)

/** The sandbox as a person starts it, and that person's own git and HTTP client. */
let sandbox: Process
let clone: string
let api: string
let token: string
let folder: string
const run = promisify(execFile)
const git = (...args: string[]) => run('git', ['-C', join(folder, 'estate'), ...args])

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landlord-people-'))
  sandbox = await aProcess('src/cli/main.ts', { args: ['sandbox', '--keep', '--no-tour', '--no-aws'] })
  await sandbox.says(/Ctrl-C ends it/)
  clone = (await sandbox.says(/clone\s+(git clone http\S+)/))[1] ?? ''
  api = (await sandbox.says(/API\s+(http\S+)/))[1] ?? ''
  token = /:\/\/ria:([^@]+)@/.exec(clone)?.[1] ?? ''
})

afterAll(async () => {
  await sandbox.end('SIGKILL')
  await rm(folder, { recursive: true, force: true })
  await rm(sandbox.folder, { recursive: true, force: true })
})

async function ask(path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${api}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `token ${token}`, accept: 'application/vnd.github+json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  expect([path, answer.ok]).toEqual([path, true])
  return answer.json()
}

type CheckRuns = Readonly<{
  check_runs: readonly Readonly<{ id: number; conclusion: string | null; output: { title: string } }>[]
}>
type Annotation = Readonly<{ path: string; start_line: number; annotation_level: string; message: string }>

test('the printed command clones the estate', async () => {
  const [program = '', ...args] = clone.split(' ')
  await run(program, [...args, join(folder, 'estate')])
  expect(await readFile(join(folder, 'estate/.github/landlord/APPROVERS'), 'utf8')).toContain('[CFO]')
})

test('a pushed branch with a broken tenant file gets a failing check at the right lines', async () => {
  await git('checkout', '-q', '-b', 'broken')
  const lines = [
    'apiVersion: landlord/v1',
    'id: broken-shop',
    'name: Broken Shop',
    'teir: gold',
    'region: mars',
  ]
  await writeFile(join(folder, 'estate/tenants/broken-shop.yaml'), `${lines.join('\n')}\n`)
  await git('add', 'tenants')
  await git(
    '-c',
    'user.name=Ria',
    '-c',
    'user.email=ria@acme.example',
    'commit',
    '-q',
    '-m',
    'Onboard Broken Shop',
  )
  await git('push', '-q', 'origin', 'broken')
  const head = (await git('rev-parse', 'HEAD')).stdout.trim()
  await ask('/repos/acme/estate/pulls', { title: 'Onboard Broken Shop', head: 'broken', base: 'main' })
  const check = await within(20_000, 'the check', async () => {
    const runs = (await ask(`/repos/acme/estate/commits/${head}/check-runs?check_name=landlord`)) as CheckRuns
    return runs.check_runs.find(({ conclusion }) => conclusion !== null)
  })
  expect(check.conclusion).toBe('failure')
  const annotations = (await ask(
    `/repos/acme/estate/check-runs/${check.id}/annotations`,
  )) as readonly Annotation[]
  const misspelt = annotations.find(({ message }) => message.includes('teir'))
  expect(misspelt).toMatchObject({
    path: 'tenants/broken-shop.yaml',
    start_line: lines.indexOf('teir: gold') + 1,
    annotation_level: 'failure',
  })
  expect(misspelt?.message).toContain('tier')
})

test('nobody pushes to main past the check', async () => {
  await git('checkout', '-q', 'main')
  await writeFile(join(folder, 'estate/tenants/sneaked-in.yaml'), 'id: sneaked-in\n')
  await git('add', 'tenants')
  await git('-c', 'user.name=Ria', '-c', 'user.email=ria@acme.example', 'commit', '-q', '-m', 'Sneak in')
  await expect(git('push', '-q', 'origin', 'main')).rejects.toThrow(/rejected|denied|protected/i)
})

test('Ctrl-C ends it quickly, and nothing of it stays behind', async () => {
  const processes = async (): Promise<readonly string[]> =>
    (await run('ps', ['-eo', 'args'])).stdout.split('\n').filter((line) => line.includes(sandbox.folder))
  expect(await processes()).not.toEqual([])
  const { code, tookMs } = await sandbox.end('SIGINT')
  expect([code, sandbox.said()]).toEqual([0, expect.not.stringContaining('Error')])
  expect(tookMs).toBeLessThan(8_000)
  process.stderr.write(`The sandbox of npm run sandbox -- --keep closed in ${tookMs} ms.\n`)
  expect(await processes()).toEqual([])
  const port = new URL(api).port
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
})
