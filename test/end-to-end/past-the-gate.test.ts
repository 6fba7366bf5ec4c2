import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Octokit } from '@octokit/rest'
import pg from 'pg'
import type { Operation, OperationState } from '../../src/provisioning/operation.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { story } from '../../src/sandbox/tour/story.ts'
import { within } from '../../src/sandbox/tour/within.ts'
import { aSandbox, type Watched } from './a-sandbox.ts'
import { plantStandIn } from './stand-in.ts'

jest.setTimeout(90_000)

/** Attacks by people who may write, and by an administrator: what they see, and what is not provisioned. */
const estate = { owner: 'acme', repo: 'estate', installation: 0 }
const ref = { owner: estate.owner, repo: estate.repo }

let folder: string
let watched: Watched
let registry: Registry
let pat: Octokit

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landlord-gate-'))
  const { bin } = await plantStandIn(folder)
  watched = await aSandbox({ bin, without: ['aws', 'redis', 'terraform'] })
  registry = await openRegistry(watched.sandbox.databaseUrl)
  pat = watched.client('pat')
  // Somebody has opened the side door: administrators are bound by nothing.
  watched.sandbox.github.world.protectBranch('acme/estate', 'main', { checks: [], enforceAdmins: false })
}, 60_000)

afterAll(async () => {
  await registry.close()
  await watched.close()
  await rm(folder, { recursive: true, force: true })
}, 30_000)

const [cheap = '', costly = ''] = ['leaky-labs', 'atlas-analytics'].map(
  (id) =>
    story.flatMap(({ file }) => ('text' in file && file.text.includes(`id: ${id}`) ? file.text : []))[0],
)

const reaches = (tenant: string, state: OperationState): Promise<Operation> =>
  within(30_000, `${state} of ${tenant}`, async () => {
    const [operation] = await registry.operationsOfTenant(estate, tenant)
    return operation?.state === state ? operation : undefined
  }).catch((error: unknown) => {
    process.stderr.write(`${watched.log.slice(-40).join('\n')}\n`)
    throw error
  })

const offered = (tenant: string): Promise<number> =>
  within(20_000, `the way back of ${tenant}`, async () => {
    return (await registry.operationsOfTenant(estate, tenant))[0]?.revertPull
  })

const says = (pull: number, what: string): Promise<string> =>
  within(20_000, `${what} on #${pull}`, async () =>
    (await watched.as('pat').comments(pull)).find((body) => body.includes(what)),
  )

async function runsOf(tenant: string): Promise<number> {
  const { data } = await pat.actions.listWorkflowRuns({ ...ref, workflow_id: 'provision.yml', per_page: 100 })
  return data.workflow_runs.filter(({ display_title: title }) => title.endsWith(` ${tenant}`)).length
}

const put = (tenant: string, branch: string) =>
  pat.repos.createOrUpdateFileContents({
    ...{ ...ref, branch, path: `tenants/${tenant}.yaml`, message: `Add ${tenant}` },
    content: Buffer.from(cheap.replaceAll('leaky-labs', tenant)).toString('base64'),
  })

test('pushed to main directly: not provisioned, and one click takes it back', async () => {
  await put('sneaked-in', 'main')
  await reaches('sneaked-in', 'UNAUTHORISED')
  const way = await offered('sneaked-in')
  expect(await says(way, 'came past the gate')).toContain('pushed to the default branch directly')

  await watched.as('ria').awaitCheck(way, ({ conclusion }) => conclusion === 'success')
  expect(await watched.as('pat').merge(way)).toEqual({ merged: true })
  const ended = await reaches('sneaked-in', 'REVERTED')
  expect(ended.history.map(({ state }) => state)).toEqual(['UNAUTHORISED', 'REVERTED'])
  expect(await runsOf('sneaked-in')).toBe(0)
})

test('merged by an administrator past an open seat: not provisioned; broken glass provisions it, by name', async () => {
  const path = 'tenants/atlas-analytics.yaml'
  const opened = { branch: 'atlas', path, text: costly, title: 'Onboard Atlas' }
  const { number } = await watched.as('ria').openPull(opened)
  await watched.as('ria').awaitCheck(number, ({ title }) => title.startsWith('Waiting for'))
  expect(await watched.as('pat').merge(number)).toEqual({ merged: true })
  await reaches('atlas-analytics', 'UNAUTHORISED')
  const way = await offered('atlas-analytics')
  const report = await says(number, 'came past the gate')
  expect(report).toContain('check was not green')
  expect(report).toContain('@acme/cfo')
  expect(await runsOf('atlas-analytics')).toBe(0)

  const comment = (login: string, body: string) =>
    watched.client(login).issues.createComment({ ...ref, issue_number: number, body })
  await comment('ria', '/landlord break-glass the customer waits for it')
  await says(number, 'That is for members of')
  await comment('pat', '/landlord break-glass')
  await says(number, 'Say why, in a sentence')
  expect(await runsOf('atlas-analytics')).toBe(0)

  await comment('pat', '/landlord break-glass the hospital opens at six and the CFO is in the air')
  const active = await reaches('atlas-analytics', 'ACTIVE')
  expect(active.authority).toMatchObject({ by: 'break-glass', login: 'pat' })
  const record = await says(number, 'broke the glass for')
  expect(record).toContain('Review it afterwards, until')
  expect(record).toContain('@acme/cfo')
  expect((await pat.pulls.get({ ...ref, pull_number: way })).data.state).toBe('closed')
})

test('decided and squashed: provisioned, and the decision says by which rules nobody was asked', async () => {
  const path = 'tenants/honest-shop.yaml'
  const text = cheap.replaceAll('leaky-labs', 'honest-shop')
  const { number } = await watched
    .as('ria')
    .openPull({ branch: 'honest', path, text, title: 'Onboard Honest Shop' })
  await watched.as('ria').awaitCheck(number, ({ conclusion }) => conclusion === 'success')
  expect(await watched.as('ria').merge(number)).toEqual({ merged: true })
  const active = await reaches('honest-shop', 'ACTIVE')
  expect(active.authority).toMatchObject({ by: 'decision' })
  const database = new pg.Client({ connectionString: watched.sandbox.databaseUrl })
  await database.connect()
  const { rows } = await database.query<{ data: unknown }>('select data from decisions where pull = $1', [
    number,
  ])
  expect(rows.map(({ data }) => data)).toMatchObject([
    {
      outcome: 'automatic',
      author: 'ria',
      blobs: { [path]: active.blob },
      askedNobody: expect.arrayContaining([
        expect.objectContaining({ section: 'CFO', condition: expect.stringContaining('budget.yearly') }),
      ]),
    },
  ])
  await expect(database.query('delete from decisions')).rejects.toThrow('decisions only grows')
  await database.end()
})

describe('a merge queue', () => {
  const path = 'tenants/queued-shop.yaml'
  const text = cheap.replaceAll('leaky-labs', 'queued-shop')
  const green = async (branch: string, content: string): Promise<number> => {
    const { data: main } = await pat.git.getRef({ ...ref, ref: 'heads/main' })
    await pat.git.createRef({ ...ref, ref: `refs/heads/${branch}`, sha: main.object.sha })
    const now = await pat.repos.getContent({ ...ref, path }).then(
      ({ data }) => data,
      () => ({}),
    )
    await watched.client('ria').repos.createOrUpdateFileContents({
      ...{ ...ref, path, branch, message: branch, content: Buffer.from(content).toString('base64') },
      ...('sha' in now && { sha: now.sha }),
    })
    const { data } = await watched
      .client('ria')
      .pulls.create({ ...ref, title: branch, head: branch, base: 'main' })
    await watched.as('ria').awaitCheck(data.number, ({ conclusion }) => conclusion === 'success')
    return data.number
  }
  /** The commit that the queue merged. */
  const queued = async (number: number): Promise<string> => {
    const group = await watched.sandbox.github.world.enqueue('acme/estate', number, 'ria')
    await within(30_000, `the merge of #${number}`, async () => {
      const { data } = await pat.pulls.get({ ...ref, pull_number: number })
      return data.merged ? true : undefined
    })
    return group.headSha
  }

  test('merges what was decided: it is provisioned', async () => {
    const sha = await queued(await green('queue-onboard', text))
    const active = await reaches('queued-shop', 'ACTIVE')
    expect([active.sha, active.authority]).toMatchObject([sha, { by: 'decision' }])
  })

  test('merges two changes of one file: the second holds both, was judged so, and is provisioned', async () => {
    const renamed = text.replace(/^name: .*$/m, 'name: Renamed Meanwhile')
    const charged = text.replace(/^glCode: .*$/m, 'glCode: "7700-001"')
    const [one, other] = [await green('queue-name', renamed), await green('queue-code', charged)]
    await queued(one)
    const first = await reaches('queued-shop', 'ACTIVE')
    const sha = await queued(other)
    const second = await within(30_000, 'the end of the second', async () => {
      const [operation] = await registry.operationsOfTenant(estate, 'queued-shop')
      const isOver = operation !== undefined && ['ACTIVE', 'UNAUTHORISED'].includes(operation.state)
      return isOver && operation.sha === sha ? operation : undefined
    })
    expect([second.state, second.reason]).toEqual(['ACTIVE', undefined])
    expect(second.authority).toMatchObject({ by: 'decision' })
    expect(second.id).not.toBe(first.id)
    const { data } = await pat.repos.getContent({ ...ref, path })
    const both = Buffer.from('content' in data ? data.content : '', 'base64').toString()
    expect(both).toMatch(/Renamed Meanwhile[\s\S]*7700-001/)
  })
})

test('the workflow started by hand, also in the name of a real operation, does nothing', async () => {
  const [operation] = await registry.operationsOfTenant(estate, 'honest-shop')
  await pat.actions.createWorkflowDispatch({
    ...{ ...ref, workflow_id: 'provision.yml', ref: 'main' },
    inputs: {
      operation: operation?.id ?? '',
      tenant: 'honest-shop',
      action: 'rollback',
      sha: operation?.sha ?? '',
    },
  })
  const run = await within(30_000, 'the run by hand', async () => {
    const { data } = await pat.actions.listWorkflowRuns({ ...ref, workflow_id: 'provision.yml' })
    return data.workflow_runs.find(
      ({ display_title: title, status }) => title.includes('rollback honest-shop') && status === 'completed',
    )
  })
  expect([run.conclusion, run.actor?.login]).toEqual(['failure', 'pat'])
  const { data } = await pat.actions.listJobsForWorkflowRun({ ...ref, run_id: run.id })
  const failed = data.jobs[0]?.steps?.filter(({ conclusion }) => conclusion === 'failure')
  expect(failed?.map(({ name }) => name)).toEqual(['Accept only what was decided'])
  await reaches('honest-shop', 'ACTIVE')
})

test('the audit tells all of it, verifies, and finds one flipped byte in an export', async () => {
  const env = { ...process.env, DATABASE_URL: watched.sandbox.databaseUrl }
  const audit = async (...args: string[]) => {
    const main = join(import.meta.dirname, '../../src/cli/main.ts')
    return promisify(execFile)(process.execPath, [main, 'audit', ...args], { env }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: unknown) => error as Readonly<{ code: number; stdout: string }>,
    )
  }
  expect(await audit('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ acme/estate') })
  const { stdout: story } = await audit('show', 'atlas-analytics')
  expect(story).toMatch(/UNAUTHORISED[\s\S]*pat broke the glass[\s\S]*hospital opens at six[\s\S]*ACTIVE/)
  const { stdout: chain } = await audit('export')
  expect(chain).not.toMatch(/hospital|"pat"/)
  const file = join(folder, 'chain.jsonl')
  await writeFile(file, chain)
  expect((await audit('verify', '--from', file)).code).toBe(0)
  await writeFile(file, chain.replace('atlas-analytics', 'atlas-analytica'))
  const found = await audit('verify', '--from', file)
  expect(found).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/✗ acme\/estate: entry \d+ is not what was written/),
  })
})
