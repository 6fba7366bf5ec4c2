import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exchange } from '../../src/sandbox/github/http/exchange.ts'
import { Octokit } from '@octokit/rest'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/start.ts'
import { handsOf, type Hands } from '../../src/sandbox/tour/github.ts'
import { validateExchange } from '../sandbox/github/openapi.ts'
import { validateWebhook } from '../sandbox/github/webhook-schemas.ts'

/** The whole of it, as a person starts it, and everything that was said between the app and GitHub. */
export type Watched = Readonly<{
  sandbox: Sandbox
  home: string
  /** Milliseconds until it was ready. */
  startedIn: number
  exchanges: readonly Exchange[]
  /** What the app, the runner and GitHub say; for when a test fails. */
  log: readonly string[]
  as: (login: string) => Hands
  /** GitHub's own client, with a person's token. */
  client: (login: string) => Octokit
  /** Where a request, an answer or a webhook differs from GitHub's published descriptions. */
  unlikeGitHub: () => readonly string[]
  /** Milliseconds that closing took. */
  close: () => Promise<number>
}>

export async function aSandbox(options: Partial<SandboxOptions> = {}): Promise<Watched> {
  const home = await mkdtemp(join(tmpdir(), 'landlord-end-to-end-'))
  const exchanges: Exchange[] = []
  const log: string[] = []
  const began = performance.now()
  const sandbox = await startSandbox({
    home: join(home, 'sandbox'),
    log: (line) => log.push(line),
    onExchange: (exchange) => exchanges.push(exchange),
    ...options,
  })
  const startedIn = Math.round(performance.now() - began)
  return {
    sandbox,
    home,
    startedIn,
    exchanges,
    log,
    as: (login) => handsOf(sandbox.github.url, sandbox.tokens[login] ?? ''),
    client: (login) =>
      new Octokit({ baseUrl: sandbox.github.url, auth: sandbox.tokens[login] ?? '', log: silent }),
    unlikeGitHub: () => {
      const requests = exchanges.flatMap(validateExchange)
      const webhooks = sandbox.github
        .deliveries()
        .flatMap(({ event, request }) => validateWebhook(event, request.payload))
      return [...new Set([...requests, ...webhooks])]
    },
    close: async () => {
      const closing = performance.now()
      await sandbox.close()
      const took = Math.round(performance.now() - closing)
      await rm(home, { recursive: true, force: true })
      return took
    },
  }
}

/** Requests of the app itself, and of nobody's Octokit: Probot names itself. */
export const byTheApp = ({ userAgent }: Pick<Exchange, 'userAgent'>): boolean => userAgent.includes('probot')

/** What every test says that leaves something out because this machine lacks a program. */
export function skipLoudly(what: string, why: string): void {
  process.stderr.write(`SKIPPED ${what}: ${why}\n`)
}

/** Octokit tells the console of every refusal, and some are what a test asks for. */
const quiet = (): undefined => undefined
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet }
