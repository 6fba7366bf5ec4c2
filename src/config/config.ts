import { createPrivateKey } from 'node:crypto'
import { given, port, secret, url, wholeNumber, type Env } from './read-env.ts'
import { loadNotifyConfig, type NotifyConfig } from './notify-config.ts'
import { UserError } from '../tenant/user-error.ts'

/** What the serving process is told from outside; nothing else reads the environment. */
export type Config = Readonly<{
  appId: number
  privateKey: string
  webhookSecret: string
  host: string
  port: number
  /** REST root, `https://api.github.com` unless GITHUB_API_URL says otherwise. */
  githubApiUrl: string
  /** How many times github.com's secondary limits this GitHub allows. */
  githubLimits: number
  /** PostgreSQL of the registry; undefined = an embedded server under `home`. */
  databaseUrl: string | undefined
  /** The same database for the role that owns it; undefined = `databaseUrl` has to do for that too, or it is done elsewhere. */
  databaseAdminUrl: string | undefined
  /** Folder of everything this process keeps on disk. */
  home: string
  logLevel: LogLevel
  /** Milliseconds between two looks at a workflow run in progress. */
  pollMs: number
  notify: NotifyConfig
  /** A port of its own for `/metrics`; undefined = beside the webhooks. */
  metricsPort: number | undefined
  /** Bearer token that `/metrics` asks for; undefined = none. */
  metricsToken: string | undefined
  /** Root of an OTLP/HTTP collector, without `/v1/traces`; undefined = no traces. */
  otlpEndpoint: string | undefined
}>

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
type LogLevel = (typeof logLevels)[number]

/** True when the App does not exist yet, so that `npm start` offers to create it. */
export const isUnregistered = (env: Env): boolean => !env.APP_ID && !env.PRIVATE_KEY && !env.PRIVATE_KEY_PATH

/** Throws one UserError that names everything that is wrong, so that nobody fixes it one restart at a time. */
export function loadConfig(env: Env): Config {
  const problems: string[] = []
  const config: Config = {
    appId: wholeNumber(env, 'APP_ID', undefined, problems),
    privateKey: privateKey(env, problems),
    webhookSecret: webhookSecret(env, problems),
    host: given(env, 'HOST') ?? '0.0.0.0',
    port: port(env, 'PORT', 3000, problems),
    githubApiUrl: url(env, 'GITHUB_API_URL', 'https://api.github.com', problems),
    githubLimits: Math.max(1, wholeNumber(env, 'GITHUB_LIMITS_TIMES', 1, problems)),
    databaseUrl: databaseUrl(env, 'DATABASE_URL', problems),
    databaseAdminUrl: adminUrl(env, problems),
    home: given(env, 'LANDLORD_HOME') ?? '.landlord',
    logLevel: logLevel(env, problems),
    pollMs: wholeNumber(env, 'LANDLORD_POLL_MS', 15_000, problems),
    notify: loadNotifyConfig(env, problems),
    metricsPort:
      given(env, 'METRICS_PORT') === undefined ? undefined : port(env, 'METRICS_PORT', undefined, problems),
    metricsToken: secret(env, 'METRICS_TOKEN', problems),
    otlpEndpoint:
      given(env, 'OTEL_EXPORTER_OTLP_ENDPOINT') && url(env, 'OTEL_EXPORTER_OTLP_ENDPOINT', '', problems),
  }
  if (problems.length === 0) return config
  throw new UserError(
    `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n  - ${problems.join('\n  - ')}`,
    {
      fix: 'Set these in the environment or in .env, then start again. docs/guides/install.md lists every variable.',
    },
  )
}

function webhookSecret(env: Env, problems: string[]): string {
  const before = problems.length
  const value = secret(env, 'WEBHOOK_SECRET', problems)
  if (value === undefined && problems.length === before)
    problems.push('WEBHOOK_SECRET or WEBHOOK_SECRET_FILE is not set.')
  if (value === 'development')
    problems.push('WEBHOOK_SECRET is the word that stands in every example: anybody could sign deliveries.')
  return value ?? ''
}

function adminUrl(env: Env, problems: string[]): string | undefined {
  const value = databaseUrl(env, 'DATABASE_ADMIN_URL', problems)
  if (value !== undefined && secret(env, 'DATABASE_URL', []) === undefined)
    problems.push('DATABASE_URL is not set, and DATABASE_ADMIN_URL is.')
  return value
}

/** It is never quoted: a password may stand in it. */
export function databaseUrl(env: Env, name: string, problems: string[]): string | undefined {
  const value = secret(env, name, problems)
  if (value === undefined || (URL.canParse(value) && /^postgres(ql)?:/.test(value))) return value
  problems.push(`${name} is not an address that begins with postgresql://.`)
  return undefined
}

function logLevel(env: Env, problems: string[]): LogLevel {
  const value = given(env, 'LOG_LEVEL') ?? 'info'
  const level = logLevels.find((known) => known === value)
  if (!level) problems.push(`LOG_LEVEL is "${value}"; it may be ${logLevels.join(', ')}.`)
  return level ?? 'info'
}

/** PEM text, also with its newlines written as \n (as .env files and many secret stores hold it), or a file. */
function privateKey(env: Env, problems: string[]): string {
  const before = problems.length
  const pem = secret(env, 'PRIVATE_KEY', problems, 'PRIVATE_KEY_PATH')
  if (pem === undefined) {
    if (problems.length === before) problems.push('PRIVATE_KEY or PRIVATE_KEY_PATH is not set.')
    return ''
  }
  const text = pem.replaceAll('\\n', '\n').trim()
  if (!text.startsWith('-----BEGIN')) {
    problems.push('The private key is not PEM text (it should begin with -----BEGIN).')
  } else if (!isRsaKey(text)) {
    problems.push('The private key is PEM text, but no RSA key: is it cut off, or another file?')
  }
  return text
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
