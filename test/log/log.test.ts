import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { about, alsoAbout } from '../../src/log/about.ts'
import { loadConfig } from '../../src/config/config.ts'
import { openLog } from '../../src/log/log.ts'

const key = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey
const config = loadConfig({
  ...{ APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: 'correct horse battery' },
  DATABASE_URL: 'postgresql://landlord:p%40ss-of-db@db.internal/landlord',
  METRICS_TOKEN: 'let-the-scraper-in',
})

const written = (write: (log: ReturnType<typeof openLog>) => void): string => {
  let text = ''
  write(openLog(config, { write: (line: string) => void (text += line) }))
  return text
}

describe('no line holds', () => {
  const token = `ghs_${'a1B2'.repeat(9)}`
  const jwt = `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjQyfQ.${'sig_-'.repeat(8)}`
  const pat = `github_pat_${'A1b2'.repeat(10)}`
  test.each([
    ['the App’s key', key, 'PRIVATE KEY'],
    ['another PEM key', `-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----`, 'MIIEow'],
    ['a key that is cut off', '-----BEGIN PRIVATE KEY-----\nMIIEvQ', 'MIIEvQ'],
    ['the webhook secret', 'correct horse battery', 'correct horse battery'],
    ['the database’s password', 'p@ss-of-db', 'ss-of-db'],
    ['the database’s address', 'postgresql://landlord:p%40ss-of-db@db.internal/landlord', 'ss-of-db'],
    ['the scraper’s token', 'let-the-scraper-in', 'let-the-scraper-in'],
    ['an installation token', token, token],
    ['a personal access token', pat, pat],
    ['a JSON Web Token', jwt, jwt],
    ['an authorization header', `authorization: Bearer ${'t0ken'.repeat(5)}`, 't0kent0ken'],
    ['another address with a password', 'https://x-access-token:hunter2@github.com/acme/estate', 'hunter2'],
    ['an access key of AWS', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ])('%s, whether in a field, a message, an error or its cause', (_, secret, part) => {
    const lines = written((log) => {
      log.info({ secret }, 'in a field')
      log.info({ deep: { list: [{ in: secret }] } }, 'far down')
      log.warn(`in the message: ${secret}`)
      log.error({ err: new Error(`it failed with ${secret}`, { cause: new Error(secret) }) }, 'in an error')
      log.child({ bound: secret }).info('in a child')
    })
    expect(lines).not.toContain(part)
    expect(lines).not.toContain(JSON.stringify(part).slice(1, -1))
    expect(lines).toContain('[secret]')
    const parsed = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string })
    expect(parsed).toHaveLength(5)
  })

  test.each(['authorization', 'password', 'token', 'privateKey', 'secret', 'cookie', 'x-hub-signature-256'])(
    'what a field called %s says, however short',
    (name) => {
      const line = written((log) => log.info({ headers: { [name]: 'a"b' } }, 'x'))
      expect(JSON.parse(line)).toMatchObject({ headers: { [name]: '[secret]' } })
    },
  )

  test('and the rest stays readable', () => {
    const says =
      'https://github.com/acme/estate/pull/7 by maya@acme.example, postgresql://db.internal/landlord, token budget 5'
    const line = written((log) => log.info({ sha: 'a'.repeat(40), says }, 'reviewed'))
    expect(JSON.parse(line)).toMatchObject({ sha: 'a'.repeat(40), says })
  })
})

describe('a line says what it is about', () => {
  test('whoever writes it, as far as it is known by then, and each field once', async () => {
    const text = await new Promise<string>((resolve) => {
      let lines = ''
      const log = openLog(config, { write: (line: string) => void (lines += line) })
      void about({ delivery: 'd-1', job: 'review', pull: 7 }, async () => {
        log.info('before')
        await Promise.resolve()
        alsoAbout({ sha: 'abc', tenant: 'sunrise-health' })
        log.child({ name: 'octokit' }).warn({ delivery: 'd-1' }, 'after')
      }).then(() => {
        log.info('outside')
        resolve(lines)
      })
    })
    const lines = text.trim().split('\n')
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(parsed[0]).toMatchObject({ delivery: 'd-1', job: 'review', pull: 7, msg: 'before' })
    expect(parsed[1]).toMatchObject({ sha: 'abc', tenant: 'sunrise-health', pull: 7 })
    expect(lines[1]?.match(/"delivery"/g)).toHaveLength(1)
    expect(parsed[2]).not.toHaveProperty('delivery')
  })

  test('two jobs at once do not mix', async () => {
    const seen: string[] = []
    const log = openLog(config, { write: (line: string) => void seen.push(line) })
    await Promise.all(
      [1, 2].map((pull) =>
        about({ pull }, async () => {
          for (let n = 0; n < 3; n += 1) {
            await new Promise((resolve) => setImmediate(resolve))
            log.info({ mine: pull }, 'x')
          }
        }),
      ),
    )
    const parsed = seen.map((line) => JSON.parse(line) as { pull: number; mine: number })
    expect(parsed).toHaveLength(6)
    expect(parsed.filter(({ pull, mine }) => pull !== mine)).toEqual([])
  })
})
