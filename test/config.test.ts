import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { isUnregistered, loadConfig } from '../src/config.ts'
import { UserError } from '../src/tenant/user-error.ts'

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
])('%s is named, and the key itself never printed', (_, env, part) => {
  const said = problemsOf(env)
  expect(said).toContain(part)
  expect(said).not.toContain('AAAA')
})

test('without an App id and a key, the App is still to be created', () => {
  expect(isUnregistered({})).toBe(true)
  expect(isUnregistered(good)).toBe(false)
})
