import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/rest'
import { startGitHub, type SandboxGitHub, type SandboxOptions } from '../../../src/sandbox/github/start.ts'
import { validateExchange } from './openapi.ts'
import { validateWebhook } from './webhook-schemas.ts'

/** A GitHub with one organisation, one repository, its people and one App, as most tests want it. */
export type Estate = Readonly<{
  github: SandboxGitHub
  home: string
  /** A client of `@octokit/rest` for `ria`, `pat` (write), `boss` (owner), `reader`, `stranger`, or any token. */
  as: (who: string) => Octokit
  token: (who: string) => string
  app: TestApp
  /** What the App received, in order. */
  hooks: Hook[]
  /** Until all webhooks have arrived; then what came of one event, oldest first. */
  received: (event: string, action?: string) => Promise<readonly Hook[]>
  /** Fails when any request, answer or webhook of the whole test differed from GitHub's descriptions. */
  close: () => Promise<void>
}>

type TestApp = Readonly<{
  appId: number
  installationId: number
  privateKey: string
  /** Speaks as the App itself. */
  itself: Octokit
  /** Speaks as its bot, in the repository. */
  bot: Octokit
}>

export type Hook = Readonly<{
  event: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- payloads are read field by field in tests
  payload: any
}>

export const repo = { owner: 'acme', repo: 'estate' } as const
export const webhookSecret = 'a secret that signs'

const permissions = {
  actions: 'write',
  actions_variables: 'read',
  checks: 'write',
  contents: 'write',
  issues: 'write',
  members: 'read',
  pull_requests: 'write',
  statuses: 'read',
} as const

const events = [
  'check_run',
  'check_suite',
  'issue_comment',
  'issues',
  'pull_request',
  'pull_request_review',
  'push',
]

export async function newEstate(options: Partial<SandboxOptions> = {}): Promise<Estate> {
  const problems: string[] = []
  const home = await mkdtemp(join(tmpdir(), 'sandbox-github-'))
  const github = await startGitHub({
    home,
    onExchange: (exchange) => problems.push(...validateExchange(exchange)),
    ...options,
  })
  const { world } = github
  const tokens = new Map<string, string>()
  for (const login of ['boss', 'ria', 'pat', 'reader', 'stranger']) tokens.set(login, world.createUser(login))
  world.createOrganization('acme', { admins: ['boss'] })
  world.createTeam('acme', 'platform', { members: ['pat', 'ria'] })
  await world.createRepository('acme', 'estate', {
    from: { 'README.md': '# Estate\n', 'tenants/first.yaml': 'id: first\ntier: gold\n' },
  })
  world.grant('acme/estate', 'acme/platform', 'write')
  world.grant('acme/estate', 'reader', 'read')
  const hooks: Hook[] = []
  const listener = await listen(hooks)
  const { appId, privateKey } = await world.registerApp({
    name: 'Landlord',
    owner: 'acme',
    permissions,
    events: [...events, 'workflow_run', 'workflow_dispatch'],
    webhookUrl: listener.url,
    webhookSecret,
  })
  const installationId = world.install(appId, 'acme/estate')
  const token = (who: string) => tokens.get(who) ?? who
  const appClient = (auth: object) => client(github, { appId, privateKey, ...auth })
  const app = { appId, installationId, privateKey, itself: appClient({}), bot: appClient({ installationId }) }
  return {
    github,
    home,
    token,
    app,
    hooks,
    as: (who) => client(github, token(who)),
    received: async (event, action) => {
      await github.settled()
      return hooks.filter((hook) => hook.event === event && (!action || hook.payload.action === action))
    },
    close: async () => {
      await github.close()
      await listener.close()
      await rm(home, { recursive: true, force: true })
      problems.push(...hooks.flatMap(({ event, payload }) => validateWebhook(event, payload)))
      if (problems.length > 0) throw new Error(['Not as GitHub does it:', ...new Set(problems)].join('\n'))
    },
  }
}

async function listen(hooks: Hook[]) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const event = String(request.headers['x-github-event'])
      hooks.push({ event, headers: request.headers, body, payload: JSON.parse(body) })
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Octokit without its warnings: a refused request is what many tests ask for. */
export function client({ url }: Pick<SandboxGitHub, 'url'>, auth?: string | object): Octokit {
  const quiet = () => undefined
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const strategy = typeof auth === 'object' ? { authStrategy: createAppAuth } : {}
  return new Octokit({ baseUrl: url, log, ...strategy, ...(auth !== undefined && { auth }) })
}

/** One thing of each webhook's payload. */
export const told = (hooks: readonly Hook[], pick: (payload: Hook['payload']) => unknown): unknown[] =>
  hooks.map(({ payload }) => pick(payload))

/** The status of a refusal; 0 when it was not refused. */
export async function statusOf(answer: Promise<unknown>): Promise<number> {
  return answer.then(
    () => 0,
    (error: unknown) => (error as { status: number }).status,
  )
}

/** The status and message of a refusal, as one text. */
export async function refusal(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'not refused',
    (error: unknown) => {
      const { status, response } = error as {
        status: number
        response?: { data: { message: string; errors?: unknown } }
      }
      const errors = response?.data.errors
      return [status, response?.data.message, ...(errors ? [JSON.stringify(errors)] : [])].join(' ')
    },
  )
}
/** A branch with these files on it, one commit each. */
export async function commitFiles(
  octokit: Octokit,
  branch: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const main = await octokit.git.getRef({ ...repo, ref: 'heads/main' })
  await octokit.git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha: main.data.object.sha })
  let sha = main.data.object.sha
  for (const [path, text] of Object.entries(files)) {
    sha = await putFile(octokit, { branch, path, text })
  }
  return sha
}

export async function putFile(
  octokit: Octokit,
  { branch, path, text }: { branch: string; path: string; text: string },
): Promise<string> {
  const known = await octokit.repos.getContent({ ...repo, path, ref: branch }).catch(() => undefined)
  const sha = known && !Array.isArray(known.data) ? known.data.sha : undefined
  const written = await octokit.repos.createOrUpdateFileContents({
    ...repo,
    path,
    branch,
    message: `Change ${path}`,
    content: Buffer.from(text).toString('base64'),
    ...(sha && { sha }),
  })
  return written.data.commit.sha ?? ''
}

export async function openPull(octokit: Octokit, branch: string, files: Readonly<Record<string, string>>) {
  await commitFiles(octokit, branch, files)
  const { data } = await octokit.pulls.create({ ...repo, head: branch, base: 'main', title: `Add ${branch}` })
  return data
}
