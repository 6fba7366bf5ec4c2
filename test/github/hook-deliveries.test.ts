import { expect, test } from '@jest/globals'
import nock from 'nock'
import { loadAttemptsSince, redeliver } from '../../src/github/hook-deliveries.ts'
import { anOctokit, inGitHub } from './a-github.ts'

inGitHub()

const api = () => nock('https://api.github.com')
const row = (id: number, status: number, at: string) => ({
  ...{ id, guid: `guid-${id}`, delivered_at: at, status_code: status },
})
const list = '/app/hook/deliveries'

test('attempts are read page by page, by cursor, and no further back than asked', async () => {
  const next = (cursor: string) => ({
    link: `<https://api.github.com${list}?per_page=100&cursor=${cursor}>; rel="next"`,
  })
  api()
    .get(`${list}?per_page=100`)
    .reply(200, [row(9, 200, '2026-11-21T12:00:00Z'), row(8, 503, '2026-11-21T11:59:00Z')], next('v1_8'))
  api()
    .get(`${list}?per_page=100&cursor=v1_8`)
    .reply(200, [row(7, 0, '2026-11-21T11:58:00Z'), row(6, 503, '2026-11-21T11:00:00Z')], next('v1_6'))
  const attempts = await loadAttemptsSince(anOctokit(), new Date('2026-11-21T11:30:00Z'))
  expect(attempts.map(({ id, succeeded }) => [id, succeeded])).toEqual([
    [9, true],
    [8, false],
    [7, false],
  ])
  expect(nock.isDone()).toBe(true)
})

test('one is asked for by its number', async () => {
  api().post(`${list}/8/attempts`).reply(202, {})
  await redeliver(anOctokit(), 8)
  expect(nock.isDone()).toBe(true)
})

test('a refusal is said in words', async () => {
  api().get(`${list}?per_page=100`).reply(401, { message: 'no' })
  await expect(loadAttemptsSince(anOctokit(), new Date(0))).rejects.toMatchObject({
    fix: expect.stringContaining('installation'),
  })
})
