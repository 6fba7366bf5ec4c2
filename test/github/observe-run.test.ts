import { describe, expect, test } from '@jest/globals'
import { strToU8, zipSync } from 'fflate'
import nock from 'nock'
import { parseZip } from '../../src/github/load/load-run-result.ts'
import { observeRun } from '../../src/github/observe-run.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import { anOperation, aResult } from '../operation-builders.ts'
import { anOctokit, inGitHub } from './a-github.ts'

inGitHub()

const repo = '/repos/acme/estate'
const github = anOctokit()
const api = () => nock('https://api.github.com')
const title = 'landlord op_aaaaaaaaaaaaaaaaaaaa apply sunrise-health'
const url = 'https://github.com/acme/estate/actions/runs/41'

const apply = { action: 'apply', app: { slug: 'landlord' } } as const

const aRun = (changes: object = {}) => ({
  id: 41,
  html_url: url,
  status: 'in_progress',
  conclusion: null,
  display_title: title,
  event: 'workflow_dispatch',
  head_branch: 'main',
  actor: { login: 'landlord[bot]' },
  ...changes,
})
const listing = (...runs: object[]) => {
  api().get(repo).reply(200, { default_branch: 'main' })
  api()
    .get(`${repo}/actions/workflows/provision.yml/runs`)
    .query({
      branch: 'main',
      event: 'workflow_dispatch',
      per_page: 100,
      page: 1,
      created: '>=2026-11-21T09:55:00Z',
    })
    .reply(200, { total_count: runs.length, workflow_runs: runs })
}
const steps = (...list: [name: string, startedAt: string | null, conclusion?: string][]) =>
  api()
    .get(new RegExp(`^${repo}/actions/runs/\\d+/jobs`))
    .reply(200, {
      total_count: 1,
      jobs: [
        { steps: list.map(([name, started_at, conclusion = null]) => ({ name, started_at, conclusion })) },
      ],
    })
const artifacts = (...list: object[]) =>
  api()
    .get(`${repo}/actions/runs/41/artifacts?name=result&per_page=100`)
    .reply(200, { total_count: list.length, artifacts: list })
const anArtifact = (changes: object = {}) => ({
  id: 9,
  name: 'result',
  expired: false,
  size_in_bytes: 900,
  ...changes,
})
const zipOf = (text: string, name = 'result.json') => Buffer.from(zipSync({ [name]: strToU8(text) }))
const zipped = (zip: Buffer, id = 9) =>
  api().get(`${repo}/actions/artifacts/${id}/zip`).reply(200, zip, { 'content-type': 'application/zip' })

const unknownRun = anOperation({ state: 'DISPATCHED' })
const knownRun = (changes: Partial<Operation> = {}) =>
  anOperation({ state: 'APPLYING', runId: 41, ...changes })

describe('finding the run by its name', () => {
  test.each([
    ['nothing is listed', []],
    ['another operation', [aRun({ display_title: title.replace('op_a', 'op_b') })]],
    ['the other action', [aRun({ display_title: title.replace('apply', 'rollback') })]],
    ['a branch of somebody’s own', [aRun({ head_branch: 'evil' })]],
    ['a person who started it by hand', [aRun({ actor: { login: 'ria' } })]],
    ['another event', [aRun({ event: 'push' })]],
    ['a name that only begins like it', [aRun({ display_title: `${title}-2` })]],
  ])('not found: %s', async (_, runs) => {
    listing(...runs)
    expect(await observeRun(github, unknownRun, apply)).toEqual({ type: 'no-run' })
  })

  test('the newest of that name, and never one that has had its say', async () => {
    listing(aRun({ id: 41 }), aRun({ id: 43, status: 'queued' }), aRun({ id: 42 }))
    expect(await observeRun(github, unknownRun, apply)).toEqual({
      type: 'run-going',
      run: { id: 43, url },
      phases: [],
    })
    listing(aRun({ id: 41 }))
    expect(await observeRun(github, { ...unknownRun, spentRunId: 41 }, apply)).toEqual({ type: 'no-run' })
  })
})

test('a run in progress tells its phases by its steps', async () => {
  api().get(`${repo}/actions/runs/41`).reply(200, aRun())
  steps(['Set up job', '2026-11-21T10:00:01Z'], ['Apply', '2026-11-21T10:00:02Z'], ['Configure', null])
  expect(await observeRun(github, knownRun(), apply)).toEqual({
    type: 'run-going',
    run: { id: 41, url },
    phases: [{ phase: 'APPLYING', startedAt: '2026-11-21T10:00:02Z' }],
  })
})

test('a run that was deleted is no run', async () => {
  api().get(`${repo}/actions/runs/41`).reply(404, { message: 'Not Found' })
  expect(await observeRun(github, knownRun(), apply)).toEqual({ type: 'no-run' })
})

test.each([500, 403])('GitHub that does not answer is not “no run”: %i', async (status) => {
  api().get(`${repo}/actions/runs/41`).reply(status, { message: 'no' })
  await expect(observeRun(github, knownRun(), apply)).rejects.toMatchObject({ status })
})

describe('the result of a finished run', () => {
  const finished = async () => {
    api()
      .get(`${repo}/actions/runs/41`)
      .reply(200, aRun({ status: 'completed', conclusion: 'success' }))
    steps()
    const seen = await observeRun(github, knownRun(), apply)
    return seen.type === 'run-ended' ? seen.result : seen
  }

  test('is pulled, unpacked and checked', async () => {
    artifacts(anArtifact())
    zipped(zipOf(JSON.stringify(aResult())))
    expect(await finished()).toEqual({ found: 'result', result: aResult() })
  })

  test('comes from the last attempt', async () => {
    artifacts(anArtifact({ id: 8 }), anArtifact({ id: 10 }), anArtifact({ id: 9, expired: true }))
    zipped(zipOf(JSON.stringify(aResult({ outcome: 'failed' }))), 10)
    expect(await finished()).toMatchObject({ result: { outcome: 'failed' } })
  })

  test.each([
    ['none was uploaded', []],
    ['it expired', [anArtifact({ expired: true })]],
    ['it has another name', [anArtifact({ name: 'results' })]],
  ])('is nothing when %s', async (_, list) => {
    artifacts(...list)
    expect(await finished()).toEqual({ found: 'nothing' })
  })

  test('is nothing when it expires in between', async () => {
    artifacts(anArtifact())
    api().get(`${repo}/actions/artifacts/9/zip`).reply(410, { message: 'Gone' })
    expect(await finished()).toEqual({ found: 'nothing' })
  })

  test('is asked for again when GitHub fails', async () => {
    artifacts(anArtifact())
    api().get(`${repo}/actions/artifacts/9/zip`).reply(502)
    await expect(finished()).rejects.toMatchObject({ status: 502 })
  })

  test('is not even downloaded when it is huge', async () => {
    artifacts(anArtifact({ size_in_bytes: 5_000_000 }))
    expect(await finished()).toEqual({ found: 'unreadable', why: 'the artifact is too large' })
  })

  test.each([
    ['no zip', Buffer.from('hello'), 'the artifact is no zip'],
    ['no result.json', zipOf('{}', 'other.json'), 'the artifact holds no result.json of a sane size'],
    [
      'a path that leads out',
      zipOf('{}', '../result.json'),
      'the artifact holds no result.json of a sane size',
    ],
    ['a zip bomb', zipOf(' '.repeat(50_000_000)), 'the artifact holds no result.json of a sane size'],
    ['no JSON', zipOf('{'), 'result.json is not JSON'],
    [
      'not UTF-8',
      Buffer.from(zipSync({ 'result.json': new Uint8Array([0xff, 0xfe]) })),
      'result.json is not JSON',
    ],
    [
      'not of its schema',
      zipOf(JSON.stringify({ ...aResult(), outcome: 'great' })),
      'result.json /outcome must be',
    ],
    ['a key of its own', zipOf(JSON.stringify({ ...aResult(), token: 'x' })), 'must NOT have additional'],
  ])('is not trusted: %s', (_, zip, why) => {
    expect(parseZip(zip)).toEqual({ found: 'unreadable', why: expect.stringContaining(why) })
  })
})
