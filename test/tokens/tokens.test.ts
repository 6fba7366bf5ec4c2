import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tokenTermsOf, type TokenTerms } from '../../src/provisioning/configuration.ts'
import { mintTokens } from '../../src/tokens/mint-tokens.ts'
import { observeTokens } from '../../src/tokens/observe-tokens.ts'
import { mintSigningKey, parseSigningKey, publicOf, type SigningKey } from '../../src/tokens/signing-key.ts'
import { isTokenOf } from '../../src/tokens/verify-token.ts'
import { jwtAuthentication } from '../../src/verification/jwt-authentication.ts'

const now = new Date()
let key: SigningKey
let terms: TokenTerms
beforeAll(async () => {
  key = await mintSigningKey()
  terms = { ...tokenTermsOf('acme'), jwks: { keys: [publicOf(key)] } }
})
type Wanted = Parameters<typeof observeTokens>[0]
const judged = async (change: Partial<Wanted> = {}) =>
  jwtAuthentication.judge(
    await observeTokens({ tenant: 'acme', key, terms, platformUrl: undefined, now, ...change }),
  )
const broken = ({ evidence }: Awaited<ReturnType<typeof judged>>): string =>
  evidence.filter((line) => line.startsWith('Broken')).join('\n')

test('a key keeps its private part to itself when it is published', () => {
  expect(JSON.stringify(publicOf(key))).not.toContain(key.d)
  expect(parseSigningKey(JSON.parse(JSON.stringify(key)))).toEqual(key)
  expect(parseSigningKey({ ...key, d: undefined })).toBeUndefined()
  expect(parseSigningKey('no key')).toBeUndefined()
})

test('the tenant’s own token is accepted, every other kind is refused', async () => {
  const seen = await judged()
  expect(seen).toMatchObject({ outcome: 'pass' })
  expect(seen.evidence.join(' ')).toContain('alg: none')
  expect(seen.evidence.join(' ')).toContain('LANDLORD_PLATFORM_URL is not set')
})

test.each<[string, () => Promise<Partial<Wanted>> | Partial<Wanted>, string]>([
  ['the secret holds no key', () => ({ key: undefined }), 'holds no signing key'],
  ['nothing is published', () => ({ terms: undefined }), 'no public key'],
  [
    'the secret holds another key',
    async () => ({ key: await mintSigningKey() }),
    "the tenant's key is refused",
  ],
  [
    'an audience of somebody else’s is published',
    () => ({ terms: { ...terms, audience: 'somebody-else' } }),
    'one for another audience is accepted',
  ],
])('the check fails when %s', async (_, change, evidence) => {
  const seen = await judged(await change())
  expect(seen.outcome).toBe('fail')
  expect(broken(seen)).toContain(evidence)
})

test("another tenant's published keys refuse it", async () => {
  const other = await mintSigningKey()
  const { genuine } = await mintTokens('acme', key, now)
  const theirs = { ...tokenTermsOf('other'), jwks: { keys: [publicOf(other)] } }
  expect(await isTokenOf('other', theirs, genuine)).toBe(false)
  expect(await isTokenOf('acme', terms, `${genuine}x`)).toBe(false)
  expect(await isTokenOf('acme', terms, 'no token at all')).toBe(false)
})

describe('a platform that answers over HTTP', () => {
  let server: Server
  let url = ''
  let answer: (token: string) => Promise<Readonly<{ status: number; body?: string }>>
  beforeAll(async () => {
    server = createServer((request, response) => {
      const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
      void answer(token).then(({ status, body = '' }) => response.writeHead(status).end(body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const me = { status: 200, body: '{"tenant":"acme"}' }

  test('passes when it judges as the published keys do', async () => {
    answer = async (token) => ((await isTokenOf('acme', terms, token)) ? me : { status: 401 })
    expect(await judged({ platformUrl: url })).toMatchObject({ outcome: 'pass' })
  })
  test.each<[string, typeof answer, string]>([
    ['accepts whatever comes', () => Promise.resolve(me), '(alg: none) is accepted'],
    ['refuses whatever comes', () => Promise.resolve({ status: 403 }), "the tenant's key is refused"],
    [
      'takes it for another tenant',
      () => Promise.resolve({ status: 200, body: '{"tenant":"other"}' }),
      "the tenant's key is refused",
    ],
  ])('fails when it %s', async (_, how, evidence) => {
    answer = how
    const seen = await judged({ platformUrl: url })
    expect(seen.outcome).toBe('fail')
    expect(broken(seen)).toContain(`By the platform, `)
    expect(broken(seen)).toContain(evidence)
  })
  test.each([404, 500, 302])('a %d says nothing of a token: the looking throws', async (status) => {
    answer = () => Promise.resolve({ status })
    await expect(observeTokens({ tenant: 'acme', key, terms, platformUrl: url, now })).rejects.toThrow()
  })
  test('one that is not there throws', async () => {
    await expect(
      observeTokens({ tenant: 'acme', key, terms, platformUrl: 'http://127.0.0.1:1', now }),
    ).rejects.toThrow()
  })
})
