import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { unzipSync, zipSync } from 'fflate'
import type { Job, Report, RunRequest } from '../../../src/sandbox/actions/runner.ts'
import { client, newEstate, openPull, putFile, refusal, repo, statusOf, told, type Estate } from './estate.ts'

const workflow = `name: Provision
on:
  workflow_dispatch:
    inputs:
      operation: {required: true}
      action: {type: choice, options: [apply, rollback], default: apply}
      dry: {type: boolean}
      retries: {type: number, default: 3}
permissions: {contents: read, checks: write}
jobs: {}
`

let estate: Estate
let submitted: { request: RunRequest; report: Report }[]
let cancelled: number[]
const runner = {
  submit: (request: RunRequest, report: Report) => void submitted.push({ request, report }),
  cancel: (id: number) => void cancelled.push(id),
  close: () => Promise.resolve(),
}

beforeAll(async () => {
  estate = await newEstate({ runner })
  await putFile(estate.as('boss'), {
    branch: 'main',
    path: '.github/workflows/provision.yml',
    text: workflow,
  })
  await putFile(estate.as('boss'), {
    branch: 'main',
    path: '.github/workflows/other.yml',
    text: 'on: push\njobs: {}\n',
  })
  estate.github.world.setVariables('acme/estate', { region: 'eu-west-1' })
  estate.github.world.setSecrets('acme/estate', { KEY: 'hidden' })
})
beforeEach(() => {
  submitted = []
  cancelled = []
})
afterAll(() => estate.close())

const dispatch = (inputs: Record<string, unknown>, more = {}) =>
  estate.app.bot.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
    ...repo,
    workflow_id: 'provision.yml',
    ref: 'main',
    inputs,
    ...more,
  })

async function start() {
  const answer = await dispatch({ operation: 'op_1' }, { return_run_details: true })
  const run_id = (answer.data as unknown as { workflow_run_id: number }).workflow_run_id
  const [first] = submitted
  if (!first) throw new Error('Nothing was submitted.')
  return { run: { ...repo, run_id }, ...first }
}

const aJob = (more: Partial<Job>): Job => ({
  key: 'provision',
  name: 'provision',
  status: 'in_progress',
  conclusion: null,
  startedAt: '2026-11-21T12:00:00Z',
  completedAt: null,
  steps: [],
  ...more,
})

test('a dispatch hands the runner the workflow, its inputs with defaults, variables, secrets and a token', async () => {
  expect((await dispatch({ operation: 'op_1', dry: true })).status).toBe(204)
  const request = submitted[0]?.request
  expect(request).toMatchObject({
    workflow: { path: '.github/workflows/provision.yml', source: workflow },
    inputs: { operation: 'op_1', action: 'apply', dry: 'true', retries: '3' },
    vars: { REGION: 'eu-west-1' },
    secrets: { KEY: 'hidden', GITHUB_TOKEN: request?.token },
    ref: 'refs/heads/main',
    actor: 'landlord[bot]',
    event: { name: 'workflow_dispatch', payload: { sender: { login: 'landlord[bot]' } } },
    apiUrl: estate.github.url,
  })
  const token = client(estate.github, request?.token)
  expect(await statusOf(token.repos.getContent({ ...repo, path: 'README.md' }))).toBe(0)
  expect(await statusOf(token.issues.listForRepo(repo))).toBe(403)
  const [hook] = await estate.received('workflow_dispatch')
  expect(hook?.payload.workflow).toBe('.github/workflows/provision.yml')
})

test.each([
  ['an unknown input', { operation: 'x', speed: 'fast' }, {}, '422 Unexpected inputs provided: ["speed"]'],
  ['a missing input', {}, {}, "422 Required input 'operation' not provided"],
  ['a value not on the list', { operation: 'x', action: 'destroy' }, {}, 'not in the list of allowed values'],
  ['a number that is none', { operation: 'x', retries: 'many' }, {}, 'is not a number'],
  ['a branch that is not there', { operation: 'x' }, { ref: 'nowhere' }, '422 No ref found for: nowhere'],
  ['a workflow that is not there', {}, { workflow_id: 'none.yml' }, '404 Not Found'],
  [
    'a workflow without that trigger',
    {},
    { workflow_id: 'other.yml' },
    "Workflow does not have 'workflow_dispatch' trigger",
  ],
])('refuses to dispatch %s', async (_, inputs, more, why) => {
  expect(await refusal(dispatch(inputs, more))).toContain(why)
  expect(submitted).toEqual([])
})

test('people who may only read dispatch nothing', async () => {
  const { actions } = estate.as('reader')
  const answer = actions.createWorkflowDispatch({ ...repo, workflow_id: 'provision.yml', ref: 'main' })
  expect(await statusOf(answer)).toBe(403)
})

describe('a run', () => {
  test('is followed from queued to completed, with its jobs, logs and artifacts', async () => {
    const { run, report } = await start()
    const { actions } = estate.app.bot
    expect((await actions.getWorkflowRun(run)).data).toMatchObject({
      status: 'queued',
      event: 'workflow_dispatch',
    })
    report({ type: 'queued', name: 'Provision', title: 'landlord op_1 apply' })
    report({ type: 'started' })
    const step = {
      number: 1,
      name: 'Apply',
      status: 'in_progress',
      conclusion: null,
      startedAt: null,
      completedAt: null,
    } as const
    report({ type: 'job', job: aJob({ steps: [step] }) })
    report({ type: 'log', job: 'provision', line: 'Applying …' })
    const { data: jobs } = await actions.listJobsForWorkflowRun(run)
    expect(jobs.jobs).toMatchObject([
      { name: 'provision', status: 'in_progress', steps: [{ name: 'Apply' }] },
    ])
    report({ type: 'artifact', name: 'result', zip: zipSync({ 'result.json': Buffer.from('{"ok":true}') }) })
    report({
      type: 'job',
      job: aJob({
        status: 'completed',
        conclusion: 'success',
        completedAt: '2026-11-21T12:01:00Z',
        steps: [],
      }),
    })
    report({ type: 'completed', conclusion: 'success' })

    const { data: done } = await actions.getWorkflowRun(run)
    expect(done).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      display_title: 'landlord op_1 apply',
    })
    const job_id = jobs.jobs[0]?.id ?? 0
    const log = await actions.downloadJobLogsForWorkflowRun({ ...repo, job_id })
    expect(log.data).toBe('Applying …\n')
    const check = await estate.app.bot.checks.get({ ...repo, check_run_id: job_id })
    expect(check.data).toMatchObject({ conclusion: 'success', app: { slug: 'github-actions' } })
    const { data: list } = await actions.listWorkflowRunArtifacts({ ...run, name: 'result' })
    const zip = await actions.downloadArtifact({
      ...repo,
      artifact_id: list.artifacts[0]?.id ?? 0,
      archive_format: 'zip',
    })
    const files = unzipSync(new Uint8Array(zip.data as ArrayBuffer))
    expect(Buffer.from(files['result.json'] ?? []).toString()).toBe('{"ok":true}')
    const hooks = await estate.received('workflow_run')
    const own = hooks.filter(({ payload }) => payload.workflow_run.id === run.run_id)
    expect(told(own, ({ action, workflow_run }) => ({ action, status: workflow_run.status }))).toEqual([
      { action: 'requested', status: 'queued' },
      { action: 'in_progress', status: 'in_progress' },
      { action: 'completed', status: 'completed' },
    ])
  })

  test('forgets its token when it ends', async () => {
    const { request, report } = await start()
    report({ type: 'queued', name: 'Provision', title: 'x' })
    report({ type: 'completed', conclusion: 'failure' })
    expect(await statusOf(client(estate.github, request.token).repos.get(repo))).toBe(401)
  })

  test('is cancelled by its runner, and not once it has ended', async () => {
    const { run, report } = await start()
    await estate.app.bot.actions.cancelWorkflowRun(run)
    expect(cancelled).toEqual([run.run_id])
    report({ type: 'completed', conclusion: 'cancelled' })
    expect(await refusal(estate.app.bot.actions.cancelWorkflowRun(run))).toContain('409')
  })

  test('runs again as a further attempt, deaf to the attempt before', async () => {
    const { run, report } = await start()
    expect(await refusal(estate.app.bot.actions.reRunWorkflow(run))).toContain(
      '403 This workflow is already running',
    )
    report({ type: 'queued', name: 'Provision', title: 'x' })
    report({ type: 'completed', conclusion: 'failure' })
    await estate.app.bot.actions.reRunWorkflow(run)
    report({ type: 'started' })
    expect((await estate.app.bot.actions.getWorkflowRun(run)).data).toMatchObject({
      run_attempt: 2,
      status: 'queued',
    })
    expect(submitted[1]?.request).toMatchObject({ runId: run.run_id, runAttempt: 2 })
  })
})

test('runs are found by workflow, status, event and time', async () => {
  const { run, report } = await start()
  report({ type: 'completed', conclusion: 'failure' })
  const { actions } = estate.app.bot
  const count = async (filter: object) =>
    (await actions.listWorkflowRunsForRepo({ ...repo, ...filter })).data.total_count
  const all = await count({})
  expect(await count({ event: 'workflow_dispatch' })).toBe(all)
  expect(await count({ event: 'push' })).toBe(0)
  expect(await count({ created: '>2020-01-01' })).toBe(all)
  expect(await count({ created: '2020-01-01..2020-12-31' })).toBe(0)
  expect(await count({ status: 'queued' })).toBeLessThan(all)
  const failed = await actions.listWorkflowRuns({ ...repo, workflow_id: 'provision.yml', status: 'failure' })
  expect(failed.data.workflow_runs[0]?.id).toBe(run.run_id)
  expect(
    (await actions.listRepoWorkflows(repo)).data.workflows.map(({ path, name }) => [path, name]),
  ).toEqual([
    ['.github/workflows/other.yml', '.github/workflows/other.yml'],
    ['.github/workflows/provision.yml', 'Provision'],
  ])
})

test('variables are read, secrets are not', async () => {
  const { data } = await estate.app.bot.actions.listRepoVariables(repo)
  expect(data.variables).toMatchObject([{ name: 'REGION', value: 'eu-west-1' }])
  expect((await estate.app.bot.actions.getRepoVariable({ ...repo, name: 'region' })).data.value).toBe(
    'eu-west-1',
  )
  expect(await statusOf(estate.app.bot.actions.listRepoSecrets(repo))).toBe(501)
})

test('without a runner a run waits, and can be cancelled', async () => {
  const alone = await newEstate()
  await putFile(alone.as('boss'), { branch: 'main', path: '.github/workflows/provision.yml', text: workflow })
  const { actions } = alone.as('pat')
  await actions.createWorkflowDispatch({
    ...repo,
    workflow_id: 'provision.yml',
    ref: 'main',
    inputs: { operation: 'x' },
  })
  const { data } = await actions.listWorkflowRunsForRepo(repo)
  const [run] = data.workflow_runs
  expect(run?.status).toBe('queued')
  await actions.cancelWorkflowRun({ ...repo, run_id: run?.id ?? 0 })
  expect((await actions.getWorkflowRun({ ...repo, run_id: run?.id ?? 0 })).data.conclusion).toBe('cancelled')
  await alone.close()
})

describe('what waits for a pull_request_target', () => {
  const plan = `on:
  pull_request_target: {paths: [tenants/*.yaml]}
jobs: {plan: {runs-on: ubuntu-24.04, steps: [{run: echo plan}]}}
`
  const path = '.github/workflows/plan.yml'
  const target = () => submitted.filter(({ request }) => request.event.name === 'pull_request_target')
  const open = async (branch: string, files: Readonly<Record<string, string>>) => {
    const pull = await openPull(estate.as('pat'), branch, files)
    await estate.github.settled()
    return pull
  }
  beforeAll(() => putFile(estate.as('boss'), { branch: 'main', path, text: plan }))

  test('starts as it stands on the default branch, with its code, whatever the pull request makes of it', async () => {
    const { head, base, number } = await open('bends-it', {
      'tenants/new.yaml': 'id: new\n',
      [path]: plan.replace('echo', 'curl'),
    })
    expect(target().map(({ request }) => request)).toMatchObject([
      {
        workflow: { path, source: plan },
        ref: 'refs/heads/main',
        sha: base.sha,
        actor: 'pat',
        event: { payload: { action: 'opened', number, pull_request: { head: { sha: head.sha } } } },
      },
    ])
    const { data } = await estate.app.bot.actions.listWorkflowRunsForRepo({ ...repo, head_sha: head.sha })
    expect(data.workflow_runs).toMatchObject([{ head_branch: 'bends-it', event: 'pull_request_target' }])
  })

  test('starts again with each push, and its checks show at the newest', async () => {
    await open('pushed-to', { 'tenants/second.yaml': 'id: second\n' })
    submitted = []
    await putFile(estate.as('pat'), { branch: 'pushed-to', path: 'tenants/second.yaml', text: 'id: other\n' })
    await estate.github.settled()
    const [{ request, report } = {}] = target()
    expect(request?.event.payload.action).toBe('synchronize')
    report?.({ type: 'job', job: aJob({ key: 'plan', name: 'plan' }) })
    const { data } = await estate.app.bot.checks.listForRef({ ...repo, ref: 'pushed-to' })
    expect(data.check_runs.map(({ name }) => name)).toEqual(['plan'])
  })

  test('stays where a pull request touches none of its paths, or closes', async () => {
    const { number } = await open('elsewhere', { 'docs/notes.md': 'Notes\n' })
    await estate.as('pat').pulls.update({ ...repo, pull_number: number, state: 'closed' })
    await estate.github.settled()
    expect(target()).toEqual([])
  })
})
