import { describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { closeRevert, observeRevert, openRevert } from '../../src/github/publish/revert.ts'
import type { Deployed } from '../../src/provisioning/deployed.ts'
import { renderRevert } from '../../src/provisioning/render-revert.ts'
import { anOperation } from '../operation-builders.ts'
import { anOctokit, inGitHub } from './a-github.ts'

inGitHub()

const repo = '/repos/acme/estate'
const github = anOctokit()
const api = () => nock('https://api.github.com')
const operation = anOperation({ state: 'ROLLED_BACK', reason: 'It failed.' })
const words = renderRevert(operation)
const branch = 'landlord/revert-sunrise-health-aaaaaaaa'
const lastGood = { blob: '1'.repeat(40) } as Deployed

const existing = (...pulls: object[]) =>
  api()
    .get(`${repo}/pulls`)
    .query({ head: `acme:${branch}`, state: 'all', per_page: 100 })
    .reply(200, pulls)
const aPull = (changes: object = {}) => ({
  number: 13,
  state: 'open',
  merged_at: null,
  head: { ref: branch },
  ...changes,
})
const file = (status: number, blob = operation.blob) =>
  api()
    .get(`${repo}/contents/tenants%2Fsunrise-health.yaml?ref=main`)
    .reply(status, status === 200 ? { type: 'file', sha: blob } : { message: 'Not Found' })

function writing(): unknown[] {
  const sent: unknown[] = []
  const keep = (body: unknown) => sent.push(body) > 0
  api().get(repo).reply(200, { default_branch: 'main' })
  api()
    .get(`${repo}/branches/main`)
    .reply(200, { commit: { sha: 'e'.repeat(40), commit: { tree: { sha: 'f'.repeat(40) } } } })
  api()
    .post(`${repo}/git/trees`, keep)
    .reply(201, { sha: '7'.repeat(40) })
  api()
    .post(`${repo}/git/commits`, keep)
    .reply(201, { sha: '8'.repeat(40) })
  return sent
}
const open = (good?: Deployed) => openRevert(github, operation, { words, lastGood: good })

describe('opening', () => {
  test('removes the file of a tenant that was never active, and nothing else', async () => {
    existing()
    file(200)
    const sent = writing()
    api()
      .post(`${repo}/git/refs`, { ref: `refs/heads/${branch}`, sha: '8'.repeat(40) })
      .reply(201, {})
    api()
      .post(`${repo}/pulls`, { title: words.title, body: words.body, head: branch, base: 'main' })
      .reply(201, { number: 13 })
    expect(await open()).toEqual({ type: 'revert-open', pull: 13 })
    expect(sent).toEqual([
      {
        base_tree: 'f'.repeat(40),
        tree: [{ path: 'tenants/sunrise-health.yaml', mode: '100644', type: 'blob', sha: null }],
      },
      { message: words.commitMessage, tree: '7'.repeat(40), parents: ['e'.repeat(40)] },
    ])
  })

  test('restores the last good content of one that was, over a branch left behind', async () => {
    existing()
    file(200)
    const sent = writing()
    api().post(`${repo}/git/refs`).reply(422, { message: 'Reference already exists' })
    api()
      .patch(`${repo}/git/refs/heads%2Flandlord%2Frevert-sunrise-health-aaaaaaaa`, {
        sha: '8'.repeat(40),
        force: true,
      })
      .reply(200, {})
    api().post(`${repo}/pulls`).reply(201, { number: 14 })
    expect(await open(lastGood)).toEqual({ type: 'revert-open', pull: 14 })
    expect(sent[0]).toMatchObject({ tree: [{ sha: lastGood.blob }] })
  })

  test.each([
    ['open', aPull(), { type: 'revert-open', pull: 13 }],
    ['merged', aPull({ state: 'closed', merged_at: '2026-11-21T10:00:00Z' }), { type: 'revert-merged' }],
    ['closed', aPull({ state: 'closed' }), { type: 'revert-closed' }],
  ])('finds the one that is there already: %s', async (_, pull, seen) => {
    existing(pull)
    expect(await open()).toEqual(seen)
  })

  test.each([
    ['changed', 200],
    ['removed', 404],
  ] as const)('leaves a file alone that somebody %s since', async (_, status) => {
    existing()
    api().get(repo).reply(200, { default_branch: 'main' })
    file(status, '9'.repeat(40))
    expect(await open()).toMatchObject({ type: 'revert-unneeded' })
  })

  test.each([403, 404, 422])('a refusal is an answer: %i', async (status) => {
    existing()
    file(200)
    writing()
    api().post(`${repo}/git/refs`).reply(201, {})
    api().post(`${repo}/pulls`).reply(status, { message: 'GitHub Apps may not' })
    expect(await open()).toMatchObject({
      type: 'revert-refused',
      says: expect.stringContaining(`may not (${status})`),
    })
  })

  test('GitHub being away is thrown', async () => {
    api().get(`${repo}/pulls`).query(true).reply(503)
    await expect(open()).rejects.toMatchObject({ status: 503 })
  })
})

describe('watching', () => {
  const shown = (changes: object) =>
    api()
      .get(`${repo}/pulls/13`)
      .reply(200, { state: 'open', merged: false, base: { ref: 'main' }, ...changes })
  test.each([
    ['merged', { merged: true, state: 'closed' }, undefined, 'revert-merged'],
    ['open', {}, operation.blob, 'revert-open'],
    ['closed', { state: 'closed' }, operation.blob, 'revert-closed'],
    ['open, and the file mended meanwhile', {}, '9'.repeat(40), 'revert-unneeded'],
    ['closed, and the file mended meanwhile', { state: 'closed' }, '9'.repeat(40), 'revert-unneeded'],
  ] as const)('%s', async (_, changes, blob, type) => {
    shown(changes)
    if (blob !== undefined) file(200, blob)
    expect(await observeRevert(github, operation, 13)).toMatchObject({ type })
  })
})

test('closing says why; a closed one is left as it is', async () => {
  api().get(`${repo}/pulls/13`).reply(200, { state: 'open' })
  api().post(`${repo}/issues/13/comments`, { body: 'Mended.' }).reply(201, {})
  api().patch(`${repo}/pulls/13`, { state: 'closed' }).reply(200, {})
  await closeRevert(github, operation.estate, { pull: 13, says: 'Mended.' })
  expect(nock.isDone()).toBe(true)
  api().get(`${repo}/pulls/13`).reply(200, { state: 'closed' })
  await closeRevert(github, operation.estate, { pull: 13, says: 'Mended.' })
})
