import { describe, expect, jest, test } from '@jest/globals'
import nock from 'nock'
import { waitBefore } from '../../src/github/limits/limits.ts'
import { appOctokit } from '../../src/github/app-octokit.ts'
import { localPurse, type Purse } from '../../src/github/limits/purse.ts'
import { inGitHub } from './a-github.ts'

inGitHub()

const refused = (status: number, headers: Readonly<Record<string, string>> = {}, message = 'no') =>
  Object.assign(new Error(message), { status, response: { headers } })

describe('how long to wait before the next try', () => {
  test.each([
    [
      'a primary limit waits until it is reset, at least a second',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
      1000,
    ],
    ['a secondary limit waits as long as GitHub says', 403, { 'retry-after': '7' }, 7000],
    ['too many requests wait as long as GitHub says', 429, { 'retry-after': '9' }, 9000],
    ['too many requests without a word wait a minute', 429, {}, 60_000],
    ['what takes longer than a job may fails', 429, { 'retry-after': '3600' }, undefined],
    ['a missing permission is not mended by waiting', 403, {}, undefined],
    ['what is not there is not there', 404, {}, undefined],
    ['our own mistake is one the next time too', 422, {}, undefined],
  ])('%s', (_, status, headers, ms) => {
    for (const method of ['GET', 'POST'])
      expect(waitBefore(refused(status, headers), { method, url: '/zen' }, 0)).toBe(ms)
  })

  test('a secondary limit is known by its words too', () => {
    const error = refused(403, {}, 'You have exceeded a secondary rate limit. Please wait.')
    expect(waitBefore(error, { method: 'PATCH', url: '/zen' }, 0)).toBe(60_000)
  })

  test('GitHub failing is asked again, later each time; but nothing is posted twice', () => {
    expect(
      [0, 1, 2].map((failures) => waitBefore(refused(502), { method: 'GET', url: '/zen' }, failures)),
    ).toEqual([1000, 4000, 9000])
    expect(waitBefore(refused(502), { method: 'POST', url: '/zen' }, 0)).toBeUndefined()
    expect(waitBefore(refused(502), { method: 'POST', url: '/graphql' }, 0)).toBe(1000)
  })

  test('what is no answer of GitHub is thrown at once', () => {
    expect(waitBefore(new TypeError('ours'), { method: 'GET', url: '/zen' }, 0)).toBeUndefined()
  })
})

describe('the App’s client', () => {
  const warned = jest.fn()
  const silent = () => undefined
  const client = (purse?: Purse) =>
    new (appOctokit(purse))({
      auth: { token: 'x' },
      baseUrl: 'https://api.github.com',
      request: { fetch: globalThis.fetch },
      log: { debug: silent, info: silent, warn: warned, error: silent },
    })
  const zen = () => nock('https://api.github.com').get('/zen')

  test('waits for a rate limit and gets its answer', async () => {
    zen().reply(429, { message: 'slow' }, { 'retry-after': '0' })
    zen().reply(200, 'Keep it logically awesome.')
    expect((await client().request('GET /zen')).status).toBe(200)
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('429'))
  })

  test('gives up after three tries, with GitHub’s own refusal', async () => {
    zen().times(4).reply(429, { message: 'slow' }, { 'retry-after': '0' })
    await expect(client().request('GET /zen')).rejects.toMatchObject({ status: 429 })
    expect(nock.isDone()).toBe(true)
  })

  test('posts once, whatever the answer', async () => {
    const path = '/repos/acme/estate/issues/1/comments'
    nock('https://api.github.com').post(path).reply(502, { message: 'Bad gateway' })
    await expect(client().request(`POST ${path}`, { body: 'hello' })).rejects.toMatchObject({ status: 502 })
  })

  test('leaves room for the end of an operation when it asks for that of one under way', async () => {
    const path = '/repos/acme/estate/issues/1/comments'
    nock('https://api.github.com').post(path).times(2).reply(201, {})
    const room: number[] = []
    const purse = localPurse()
    const octokit = client({
      ...purse,
      take: (who, charges) => {
        room.push(charges[0]?.most ?? 0)
        return purse.take(who, charges)
      },
    })
    await octokit.request(`POST ${path}`, { body: 'under way' })
    await octokit.request(`POST ${path}`, { body: 'done', request: { urgency: 'end' } })
    expect(room).toEqual([72, 80])
  })
})
