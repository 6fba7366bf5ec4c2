import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { Octokit } from '@octokit/rest'
import pg from 'pg'
import type { Operation, OperationState } from '../../src/provisioning/operation.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import type { Fault } from '../../src/sandbox/github/http/faults.ts'
import { story } from '../../src/sandbox/tour/story.ts'
import { within } from '../../src/sandbox/tour/within.ts'
import { aSandbox, type Watched } from './a-sandbox.ts'
import { aShop, attackKit } from './attack-kit.ts'
import { plantStandIn, type StandIn } from './stand-in.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 0 }
const ref = { owner: estate.owner, repo: estate.repo }
const dispatches = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches'
/** A killed process's job is taken up again when its heartbeat has been missed, within 15 s. */
const patience = 60_000

let folder: string
let standIn: StandIn
let watched: Watched
let registry: Registry
let pat: Octokit

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landlord-stand-in-'))
  standIn = await plantStandIn(folder)
  watched = await aSandbox({ bin: standIn.bin, without: ['aws', 'redis', 'terraform'] })
  registry = await openRegistry(watched.sandbox.databaseUrl)
  pat = watched.client('pat')
}, 60_000)

afterEach(() => {
  if (expect.getState().numPassingAsserts === 0)
    process.stderr.write(`${watched.log.slice(-40).join('\n')}\n`)
  watched.sandbox.github.faults.length = 0
  watched.sandbox.github.mishaps.length = 0
})

afterAll(async () => {
  await registry.close()
  await watched.close()
  await rm(folder, { recursive: true, force: true })
}, 30_000)

async function open(tenant: string): Promise<number> {
  const text = example.replaceAll('leaky-labs', tenant)
  const path = `tenants/${tenant}.yaml`
  const pull = await watched
    .as('ria')
    .openPull({ branch: `onboard-${tenant}`, path, text, title: `Onboard ${tenant}` })
  await watched.as('ria').awaitCheck(pull.number, ({ conclusion }) => conclusion === 'success')
  return pull.number
}

/** As soon as GitHub lets her. */
async function merge(pull: number): Promise<void> {
  await within(patience, `the merge of #${pull}`, async () => {
    const { merged } = await watched.as('ria').merge(pull)
    return merged || undefined
  })
}

const [example = ''] = story.flatMap(({ file }) =>
  'text' in file && file.text.includes('id: leaky-labs') ? [file.text] : [],
)

const look = async (tenant: string): Promise<Operation | undefined> =>
  (await registry.operationsOfTenant(estate, tenant))[0]

const reaches = (tenant: string, ...states: OperationState[]): Promise<Operation> =>
  within(patience, `${states.join(' or ')} of ${tenant}`, async () => {
    const operation = await look(tenant)
    return operation && states.includes(operation.state) ? operation : undefined
  })

/** What GitHub ran for a tenant, by the names of the runs, oldest first. */
async function runsOf(tenant: string): Promise<readonly string[]> {
  const { data } = await pat.actions.listWorkflowRuns({ ...ref, workflow_id: 'provision.yml', per_page: 100 })
  return data.workflow_runs
    .map(({ display_title: title }) => title.split(' '))
    .flatMap(([, , action, of]) => (of === tenant && action !== undefined ? [action] : []))
    .reverse()
}

const runEnds = (tenant: string, action: string): Promise<true> =>
  within(patience, `the end of the run ${action} of ${tenant}`, async () => {
    const { data } = await pat.actions.listWorkflowRuns({
      ...ref,
      workflow_id: 'provision.yml',
      per_page: 100,
    })
    const run = data.workflow_runs.find(({ display_title: title }) => title.endsWith(`${action} ${tenant}`))
    return run?.status === 'completed' || undefined
  })

/** ACTIVE, by one operation and one run. */
async function endsActive(tenant: string): Promise<void> {
  const operation = await reaches(tenant, 'ACTIVE', 'QUARANTINED', 'REVERTED')
  expect([tenant, operation.state, operation.reason]).toEqual([tenant, 'ACTIVE', undefined])
  expect([tenant, ...(await runsOf(tenant))]).toEqual([tenant, 'apply'])
  expect(await registry.operationsOfTenant(estate, tenant)).toHaveLength(1)
}

test(
  'killed when the operation was saved and GitHub had not got the dispatch: it is dispatched later',
  async () => {
    const { github, app } = watched.sandbox
    const pull = await open('saved-first')
    github.faults.push({ method: 'POST', template: dispatches, times: 1000, status: 502 })
    await merge(pull)
    await reaches('saved-first', 'DISPATCHED')
    await app.kill()
    expect(await runsOf('saved-first')).toEqual([])
    github.faults.length = 0
    await app.restart()
    // GitHub may take half a minute to list a run: only after that is it dispatched again. The last test looks.
  },
  patience,
)

test(
  'killed after the merge was answered and before anything was dispatched',
  async () => {
    const { github, app } = watched.sandbox
    const pull = await open('answered')
    github.faults.push({
      method: 'GET',
      template: '/repos/{owner}/{repo}/git/commits/{commit_sha}',
      times: 1000,
      status: 502,
    })
    await merge(pull)
    await github.settled()
    const closed = github
      .deliveries()
      .findLast(({ event, action }) => event === 'pull_request' && action === 'closed')
    expect(closed?.statusCode).toBe(200)
    await app.kill()
    expect(await look('answered')).toBeUndefined()
    github.faults.length = 0
    await app.restart()
    await endsActive('answered')
  },
  patience,
)

test(
  'killed while the workflow runs',
  async () => {
    const { app } = watched.sandbox
    await standIn.hold('apply', 'under-way')
    await merge(await open('under-way'))
    await reaches('under-way', 'APPLYING')
    await app.kill()
    await app.restart()
    await standIn.release('apply', 'under-way')
    await endsActive('under-way')
  },
  patience,
)

test(
  'the run ends while Landlord is dead: the webhook is lost, the result is not',
  async () => {
    const { github, app } = watched.sandbox
    await standIn.hold('apply', 'unheard')
    await merge(await open('unheard'))
    await reaches('unheard', 'APPLYING')
    await app.kill()
    await standIn.release('apply', 'unheard')
    await runEnds('unheard', 'apply')
    await github.settled()
    const told = github
      .deliveries()
      .findLast(({ event, action }) => event === 'workflow_run' && action === 'completed')
    expect(told?.statusCode).toBe(0)
    await app.restart()
    await endsActive('unheard')
  },
  patience,
)

test(
  'merged while Landlord is dead: it finds the merge when it starts',
  async () => {
    const { app } = watched.sandbox
    const pull = await open('missed')
    await app.kill()
    await merge(pull)
    await app.restart()
    await endsActive('missed')
  },
  patience,
)

test(
  'killed in a rollback, and again with the revert pull request open: undone once, reverted once',
  async () => {
    const { app } = watched.sandbox
    await standIn.leak('leaky')
    await standIn.hold('rollback', 'leaky')
    await merge(await open('leaky'))
    await within(patience, 'the run of the rollback', async () =>
      (await look('leaky'))?.state === 'ROLLING_BACK' && (await runsOf('leaky')).includes('rollback')
        ? true
        : undefined,
    )
    await app.kill()
    await standIn.release('rollback', 'leaky')
    await runEnds('leaky', 'rollback')
    await app.restart()
    const { revertPull = 0 } = await reaches('leaky', 'REVERT_PR')
    await app.kill()
    await app.restart()
    await watched.as('ria').awaitCheck(revertPull, ({ conclusion }) => conclusion === 'success')
    await merge(revertPull)
    const operation = await reaches('leaky', 'REVERTED', 'QUARANTINED')
    expect(operation.state).toBe('REVERTED')
    expect(await runsOf('leaky')).toEqual(['apply', 'rollback'])
    const pulls = await pat.pulls.list({ ...ref, state: 'all', per_page: 100 })
    expect(pulls.data.filter(({ title }) => title.startsWith('Take leaky out'))).toHaveLength(1)
  },
  2 * patience,
)

test(
  'a merge told twice and the end of a run never told: once, and at its end all the same',
  async () => {
    const { github } = watched.sandbox
    const pull = await open('told-twice')
    github.mishaps.push({ event: 'pull_request', fate: 'duplicate' })
    for (let count = 0; count < 10; count++) github.mishaps.push({ event: 'workflow_run', fate: 'drop' })
    await merge(pull)
    await endsActive('told-twice')
    const guids = github.deliveries().map(({ guid }) => guid)
    expect(guids.length).toBeGreaterThan(new Set(guids).size)
  },
  patience,
)

test(
  'webhooks that come late find their work done',
  async () => {
    const { github } = watched.sandbox
    const pull = await open('told-late')
    github.mishaps.push({ event: 'workflow_run', fate: 'delay', ms: 3_000 })
    await merge(pull)
    await endsActive('told-late')
    await github.settled()
    await endsActive('told-late')
  },
  patience,
)

test(
  'GitHub’s answers are lost after it did what was asked: nothing is asked twice',
  async () => {
    const { github } = watched.sandbox
    const lost = (template: string, method = 'POST') =>
      ({ method, template, times: 1, status: 502, afterwards: true }) as const
    github.faults.push(lost('/graphql Publish'), lost(dispatches))
    const pull = await open('lost-answers')
    await merge(pull)
    await endsActive('lost-answers')
    await within(patience, 'the report', async () =>
      (await watched.as('ria').comments(pull)).length > 1 ? true : undefined,
    )
    const comments = await watched.as('ria').comments(pull)
    expect(comments.map((body) => /<!-- landlord:(\w+)/.exec(body)?.[1]).sort()).toEqual([
      'provisioning',
      'review',
    ])
    const head = (await pat.pulls.get({ ...ref, pull_number: pull })).data.head.sha
    const { data } = await pat.checks.listForRef({
      ...ref,
      ref: head,
      check_name: 'landlord',
      filter: 'latest',
    })
    // What could not be published whole was marked as failed, and mended when it was tried again.
    expect(data.check_runs.map(({ conclusion }) => conclusion)).toEqual(['success'])
    expect(github.faults.filter(({ times }) => times > 0)).toEqual([])
  },
  patience,
)

test(
  'GitHub is away, and limits the rate: it heals by itself',
  async () => {
    const { github } = watched.sandbox
    const repo = '/repos/{owner}/{repo}'
    const slow = { times: 1, status: 403, retryAfter: 1 } as const
    github.faults.push(
      { method: 'GET', template: `${repo}/git/trees/{tree_sha}`, times: 1, status: 502 },
      { method: 'POST', template: '/graphql Snapshot', times: 1, status: 502 },
      { method: 'POST', template: '/graphql Publish', ...slow },
      { method: 'POST', template: `${repo}/issues/{issue_number}/comments`, ...slow },
      { method: 'POST', template: dispatches, ...slow },
      { method: 'GET', template: `${repo}/actions/runs/{run_id}/artifacts`, times: 1, status: 503 },
    )
    await merge(await open('bad-day'))
    await endsActive('bad-day')
  },
  patience,
)

describe('GitHub refuses while people are looked up, at the moment of turning green: it stays closed, and heals', () => {
  const members = { method: 'GET', template: '/orgs/{org}/teams/{team_slug}/members' }
  /** What the check of a pull request was made to say, from the approval on. */
  const approved = async (id: string, ...faults: readonly Fault[]) => {
    const kit = attackKit(watched)
    const path = `tenants/${id}.yaml`
    const pull = await kit.attack('ria', id, [{ as: 'ria', files: { [path]: aShop(id, 12) } }])
    await kit.sees(pull, /Waiting for CFO/)
    const sha = (await pat.pulls.get({ ...ref, pull_number: pull })).data.head.sha
    // One question tells of people too; where it is refused, the REST API is asked about them.
    const unheard = { method: 'POST', template: '/graphql Snapshot', times: 1, status: 404 } as const
    watched.sandbox.github.faults.push(unheard, ...faults)
    const before = watched.exchanges.length
    await kit.approve('carla', pull)
    const said = () =>
      watched.exchanges.slice(before).flatMap(({ template, requestBody }) => {
        const told = template.includes('check-runs')
          ? (requestBody as Told | undefined)
          : template === '/graphql Publish'
            ? (requestBody as Readonly<{ variables: Readonly<{ run?: Told }> }>).variables.run
            : undefined
        return told?.output === undefined || (told.head_sha ?? told.headSha ?? sha) !== sha
          ? []
          : [`${told.conclusion?.toLowerCase() ?? 'waits'}: ${told.output.title}`]
      })
    return { kit, pull, said }
  }
  type Told = Readonly<{
    conclusion?: string
    head_sha?: string
    headSha?: string
    output?: Readonly<{ title: string }>
  }>
  const green = 'success: Approved by CFO'

  test.each<[string, Fault, readonly string[]]>([
    [
      'not allowed (403)',
      { ...members, times: 1, status: 403, message: 'Resource not accessible by integration' },
      ['failure: GitHub does not allow Landlord to read the members of team acme/cfo (403).', green],
    ],
    ['limited for a second (403)', { ...members, times: 1, status: 403, retryAfter: 1 }, [green]],
    ['limited for a second (429)', { ...members, times: 1, status: 429, retryAfter: 1 }, [green]],
    ['broken for a second (502)', { ...members, times: 1, status: 502 }, [green]],
  ])(
    '%s',
    async (what, fault, expected) => {
      const { kit, pull, said } = await approved(`people-${what.replaceAll(/\W+/g, '-')}x`, fault)
      await kit.sees(pull, /Approved by CFO/)
      expect(said()).toEqual(expected)
      expect(watched.sandbox.github.faults.filter(({ times }) => times > 0)).toEqual([])
    },
    patience,
  )

  test(
    'a team is hidden for a moment (404): nobody may sit there, and it is looked at again when time has passed',
    async () => {
      const { kit, pull, said } = await approved('people-hidden', { ...members, times: 1, status: 404 })
      await kit.sees(pull, /Refused/)
      expect(await kit.reads(pull, /@acme\/cfo.* does not exist or cannot be seen/)).toBeDefined()
      const key = `look-again acme/estate#${pull}`
      const later = await sql(
        `select start_after > now() as later from pgboss.job where singleton_key = $1`,
        key,
      )
      expect(later).toEqual([{ later: true }])
      await sql('update pgboss.job set start_after = now() where singleton_key = $1', key)
      await kit.sees(pull, /Approved by CFO/)
      expect(said().at(-1)).toBe(green)
    },
    patience,
  )
})

async function sql(text: string, ...values: readonly string[]): Promise<readonly object[]> {
  const client = new pg.Client({ connectionString: watched.sandbox.databaseUrl })
  await client.connect()
  try {
    return (await client.query<object>(text, [...values])).rows
  } finally {
    await client.end()
  }
}

test(
  'what was saved and never dispatched came to its end, and nothing ran twice later on',
  async () => {
    await endsActive('saved-first')
    for (const tenant of [
      'answered',
      'under-way',
      'unheard',
      'missed',
      'told-twice',
      'lost-answers',
      'bad-day',
    ])
      await endsActive(tenant)
    expect(await registry.openOperations()).toEqual([])
  },
  2 * patience,
)

test('all of it was as GitHub describes it', () => {
  expect(watched.unlikeGitHub()).toEqual([])
})
