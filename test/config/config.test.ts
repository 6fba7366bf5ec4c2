import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { isUnregistered, loadConfig } from '../../src/config/config.ts'
import { UserError } from '../../src/tenant/user-error.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const good = { APP_ID: '42', PRIVATE_KEY: pem, WEBHOOK_SECRET: 's3cret' }

const problemsOf = (env: Record<string, string>): string => {
  try {
    loadConfig(env)
    return ''
  } catch (error) {
    if (error instanceof UserError) return error.message
    throw error
  }
}

test('three variables are enough, and the rest has defaults', () => {
  expect(loadConfig(good)).toMatchObject({
    appId: 42,
    port: 3000,
    githubApiUrl: 'https://api.github.com',
    databaseUrl: undefined,
    home: '.landlord',
    logLevel: 'info',
  })
})

test('a key with its newlines written as \\n is the same key', () => {
  const config = loadConfig({ ...good, PRIVATE_KEY: pem.replaceAll('\n', '\\n') })
  expect(config.privateKey).toBe(pem.trim())
})

test('everything that is wrong is said at once', () => {
  const said = problemsOf({ APP_ID: 'x', PORT: 'many', GITHUB_API_URL: 'github', LOG_LEVEL: 'loud' })
  for (const part of [
    '6 problems',
    'APP_ID',
    'PORT',
    'GITHUB_API_URL',
    'LOG_LEVEL',
    'WEBHOOK_SECRET',
    'PRIVATE_KEY',
  ])
    expect(said).toContain(part)
})

test.each([
  [
    'a key file that is not there',
    { ...good, PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere/key.pem' },
    '/nowhere/key.pem',
  ],
  ['a key that is not PEM', { ...good, PRIVATE_KEY: 'AAAA' }, 'not PEM text'],
  ['a key that is cut off', { ...good, PRIVATE_KEY: `${pem.slice(0, 200)}AAAA` }, 'no RSA key'],
  [
    'a key of another kind',
    {
      ...good,
      PRIVATE_KEY: generateKeyPairSync('ed25519')
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    },
    'no RSA key',
  ],
  ['an App id that is none', { ...good, APP_ID: 'landlord' }, 'APP_ID'],
  [
    'a secret that is not set',
    { ...good, WEBHOOK_SECRET: '' },
    'WEBHOOK_SECRET or WEBHOOK_SECRET_FILE is not set',
  ],
  ['the secret of every example', { ...good, WEBHOOK_SECRET: 'development' }, 'WEBHOOK_SECRET'],
  [
    'a secret’s file that is not there',
    { ...good, WEBHOOK_SECRET: '', WEBHOOK_SECRET_FILE: '/nowhere/s' },
    '/nowhere/s',
  ],
  ['a port that there is not', { ...good, PORT: '70000' }, 'PORT is 70000'],
  ['a port of /metrics that is none', { ...good, METRICS_PORT: 'http' }, 'METRICS_PORT'],
  ['a database that is not PostgreSQL', { ...good, DATABASE_URL: 'mysql://root:AAAA@db/x' }, 'DATABASE_URL'],
  ['a database that is no address', { ...good, DATABASE_URL: 'AAAA' }, 'DATABASE_URL'],
  [
    'a collector that is no address',
    { ...good, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ],
  [
    'an address with a password',
    { ...good, GITHUB_API_URL: 'ftp://x:AAAA@github.example' },
    'GITHUB_API_URL',
  ],
])('%s is named, and the key itself never printed', (_, env, part) => {
  const said = problemsOf(env)
  expect(said).toContain(part)
  expect(said).not.toContain('AAAA')
})

test('without an App id and a key, the App is still to be created', () => {
  expect(isUnregistered({})).toBe(true)
  expect(isUnregistered(good)).toBe(false)
})

describe('secrets from files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'landlord-config-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  test('are read without the newline at their end', () => {
    const config = loadConfig({
      APP_ID: '42',
      PRIVATE_KEY_PATH: file('key', pem),
      WEBHOOK_SECRET_FILE: file('secret', 's3cret\n'),
      DATABASE_URL_FILE: file('url', 'postgresql://landlord:pw@db/landlord\n'),
      METRICS_TOKEN_FILE: file('token', 'scraper\n'),
    })
    expect(config).toMatchObject({
      privateKey: pem.trim(),
      webhookSecret: 's3cret',
      databaseUrl: 'postgresql://landlord:pw@db/landlord',
      metricsToken: 'scraper',
    })
  })

  test('stand back behind a variable that is set', () => {
    expect(loadConfig({ ...good, WEBHOOK_SECRET_FILE: file('other', 'other') }).webhookSecret).toBe('s3cret')
  })

  test('an empty one is said', () => {
    const { WEBHOOK_SECRET: _, ...rest } = good
    expect(problemsOf({ ...rest, WEBHOOK_SECRET_FILE: file('empty', '\n') })).toContain('is empty')
  })
})
