import { readFileSync } from 'node:fs'
import { UserError } from './tenant/user-error.ts'

/** What the serving process is told from outside; nothing else reads the environment. */
export type Config = Readonly<{
  appId: number
  privateKey: string
  webhookSecret: string
  host: string
  port: number
  /** REST root, `https://api.github.com` unless GITHUB_API_URL says otherwise. */
  githubApiUrl: string
  /** PostgreSQL of the registry; undefined = an embedded server under `home`. */
  databaseUrl: string | undefined
  /** Folder of everything this process keeps on disk. */
  home: string
  logLevel: LogLevel
  /** Milliseconds between two looks at a workflow run in progress. */
  pollMs: number
}>

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
type LogLevel = (typeof logLevels)[number]

type Env = Readonly<Record<string, string | undefined>>

/** True when the App does not exist yet, so that `npm start` offers to create it. */
export const isUnregistered = (env: Env): boolean => !env.APP_ID && !env.PRIVATE_KEY && !env.PRIVATE_KEY_PATH

/** Throws one UserError that names everything that is wrong, so that nobody fixes it one restart at a time. */
export function loadConfig(env: Env): Config {
  const problems: string[] = []
  const config: Config = {
    appId: wholeNumber(env, 'APP_ID', undefined, problems),
    privateKey: privateKey(env, problems),
    webhookSecret: required(env, 'WEBHOOK_SECRET', problems),
    host: given(env, 'HOST') ?? '0.0.0.0',
    port: wholeNumber(env, 'PORT', 3000, problems),
    githubApiUrl: url(env, 'GITHUB_API_URL', 'https://api.github.com', problems),
    databaseUrl: given(env, 'DATABASE_URL'),
    home: given(env, 'LANDLORD_HOME') ?? '.landlord',
    logLevel: logLevel(env, problems),
    pollMs: wholeNumber(env, 'LANDLORD_POLL_MS', 15_000, problems),
  }
  if (problems.length === 0) return config
  throw new UserError(
    `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n  - ${problems.join('\n  - ')}`,
    {
      fix: 'Set these in the environment or in .env, then start again. docs/guides/install.md lists every variable.',
    },
  )
}

/** A variable set to nothing is a variable not set: that is how Compose and .env files unset one. */
const given = (env: Env, name: string): string | undefined => (env[name] === '' ? undefined : env[name])

function required(env: Env, name: string, problems: string[]): string {
  const value = env[name]
  if (value) return value
  problems.push(`${name} is not set.`)
  return ''
}

function wholeNumber(env: Env, name: string, preset: number | undefined, problems: string[]): number {
  const value = env[name]
  if (!value && preset !== undefined) return preset
  if (value && /^\d{1,9}$/.test(value)) return Number(value)
  problems.push(value ? `${name} is "${value}", not a whole number.` : `${name} is not set.`)
  return 0
}

function url(env: Env, name: string, preset: string, problems: string[]): string {
  const value = given(env, name) ?? preset
  if (URL.canParse(value) && /^https?:/.test(value)) return value.replace(/\/+$/, '')
  problems.push(`${name} is "${value}", not an http(s) address.`)
  return preset
}

function logLevel(env: Env, problems: string[]): LogLevel {
  const value = given(env, 'LOG_LEVEL') ?? 'info'
  const level = logLevels.find((known) => known === value)
  if (!level) problems.push(`LOG_LEVEL is "${value}"; it may be ${logLevels.join(', ')}.`)
  return level ?? 'info'
}

/** PEM text, also with its newlines written as \n (as .env files and many secret stores hold it), or a file. */
function privateKey(env: Env, problems: string[]): string {
  const path = given(env, 'PRIVATE_KEY_PATH')
  const pem = given(env, 'PRIVATE_KEY') ?? (path ? readKey(path, problems) : undefined)
  if (pem === undefined) {
    if (!path) problems.push('PRIVATE_KEY or PRIVATE_KEY_PATH is not set.')
    return ''
  }
  const text = pem.replaceAll('\\n', '\n').trim()
  if (!text.startsWith('-----BEGIN')) {
    problems.push('The private key is not PEM text (it should begin with -----BEGIN).')
  }
  return text
}

function readKey(path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    problems.push(
      `PRIVATE_KEY_PATH ${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    )
    return undefined
  }
}
