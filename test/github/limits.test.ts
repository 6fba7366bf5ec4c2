import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, jest, test } from '@jest/globals'
import { createAppAuth } from '@octokit/auth-app'
import nock from 'nock'
import { waitBefore } from '../../src/github/limits/limits.ts'
import { appOctokit } from '../../src/github/app-octokit.ts'
import { localPurse, type Purse } from '../../src/github/limits/purse.ts'
import { mostUnderWay } from '../../src/github/limits/under-way.ts'
import { inGitHub } from './a-github.ts'

inGitHub()

const privateKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey

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

  test('a hundred requests at once, the first that sign in among them, are answered, thirty at a time', async () => {
    const seen = { now: 0, most: 0, tokens: 0 }
    const octokit = new (appOctokit())({
      authStrategy: createAppAuth,
      auth: { appId: 1, privateKey, installationId: 7 },
      log: { debug: silent, info: silent, warn: silent, error: silent },
      request: {
        fetch: async (url: string) => {
          const signsIn = url.endsWith('/access_tokens')
          if (signsIn) seen.tokens += 1
          else seen.most = Math.max(seen.most, (seen.now += 1))
          await new Promise(setImmediate)
          if (!signsIn) seen.now -= 1
          const token = { token: 't', permissions: {}, expires_at: new Date(Date.now() + 3_600_000) }
          return Response.json(signsIn ? token : {}, { status: signsIn ? 201 : 200 })
        },
      },
    })
    await Promise.all(Array.from({ length: 100 }, () => octokit.request('GET /zen')))
    expect(seen).toMatchObject({ most: mostUnderWay, now: 0 })
    expect(seen.tokens).toBeGreaterThan(0)
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
