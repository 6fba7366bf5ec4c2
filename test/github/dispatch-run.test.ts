import { expect, test } from '@jest/globals'
import nock from 'nock'
import { cancelRun, dispatchRun } from '../../src/github/dispatch-run.ts'
import { anOperation } from '../operation-builders.ts'
import { anOctokit, inGitHub } from './a-github.ts'

inGitHub()

const repo = '/repos/acme/estate'
const github = anOctokit()
const api = () => nock('https://api.github.com')
const dispatches = `${repo}/actions/workflows/provision.yml/dispatches`
const withBranch = () => api().get(repo).reply(200, { default_branch: 'trunk' })

test('the workflow of the default branch is started with everything it has to know', async () => {
  withBranch()
  const sent: unknown[] = []
  api()
    .post(dispatches, (body: unknown) => sent.push(body) > 0)
    .reply(200, {
      workflow_run_id: 41,
      run_url: 'api',
      html_url: 'https://github.com/acme/estate/actions/runs/41',
    })
  const operation = anOperation({ lastGoodSha: 'c'.repeat(40) })
  expect(await dispatchRun(github, operation, 'rollback')).toEqual({
    type: 'dispatched',
    run: { id: 41, url: 'https://github.com/acme/estate/actions/runs/41' },
  })
  expect(sent).toEqual([
    {
      ref: 'trunk',
      return_run_details: true,
      inputs: {
        operation: 'op_aaaaaaaaaaaaaaaaaaaa',
        tenant: 'sunrise-health',
        action: 'rollback',
        sha: 'a'.repeat(40),
        lastGoodSha: 'c'.repeat(40),
      },
    },
  ])
})

test('an older GitHub answers with nothing, and the run is looked for later', async () => {
  withBranch()
  api()
    .post(
      dispatches,
      (body: { inputs: object }) => 'lastGoodSha' in body.inputs && body.inputs.lastGoodSha === '',
    )
    .reply(204)
  expect(await dispatchRun(github, anOperation(), 'apply')).toEqual({ type: 'dispatched', run: undefined })
})

test('whose data comes is said of an apply, and of nothing else', async () => {
  for (const [action, said] of [
    ['apply', 'old-one'],
    ['rollback', undefined],
  ] as const) {
    withBranch()
    api()
      .post(dispatches, ({ inputs }: { inputs: { movesFrom?: string } }) => inputs.movesFrom === said)
      .reply(204)
    const operation = anOperation({ movesFrom: 'old-one' })
    expect(await dispatchRun(github, operation, action)).toEqual({ type: 'dispatched', run: undefined })
  }
})

test.each([
  [403, 'the App may not write to Actions here (403).'],
  [404, 'the workflow is not on the default branch, or Actions are off (404).'],
  [422, 'the workflow is disabled, or does not take these inputs (422).'],
])('a refusal is an answer: %i', async (status, says) => {
  withBranch()
  api().post(dispatches).reply(status, { message: 'no' })
  expect(await dispatchRun(github, anOperation(), 'apply')).toEqual({ type: 'dispatch-refused', says })
})

test.each([
  [500, {}],
  [502, {}],
  [403, { 'x-ratelimit-remaining': '0' }],
  [429, {}],
])('whether it started is unknown, or GitHub asks for patience: thrown (%i %j)', async (status, headers) => {
  withBranch()
  api().post(dispatches).reply(status, { message: 'no' }, headers)
  await expect(dispatchRun(github, anOperation(), 'apply')).rejects.toMatchObject({ status })
})

test.each([202, 404, 409])('cancelling is done, or needless: %i', async (status) => {
  api().post(`${repo}/actions/runs/41/cancel`).reply(status, {})
  await cancelRun(github, anOperation().estate, 41)
  expect(nock.isDone()).toBe(true)
})

test('cancelling may be forbidden', async () => {
  api().post(`${repo}/actions/runs/41/cancel`).reply(403, { message: 'Resource not accessible' })
  await expect(cancelRun(github, anOperation().estate, 41)).rejects.toMatchObject({ status: 403 })
})
