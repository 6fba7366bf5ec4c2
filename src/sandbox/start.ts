import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { loadTemplate, packageRoot } from '../estate/template.ts'
import { startEmbedded, type Embedded } from '../registry/embedded.ts'
import type { Runner } from './actions/runner.ts'
import { startRunner } from './actions/start-runner.ts'
import { startApp, type AppProcess } from './app-process.ts'
import { startPlatform } from './cloud/platform.ts'
import { startCloud, type CloudReport } from './cloud/start-cloud.ts'
import { plantLandlord } from './plant-landlord.ts'
import { estate, organization, people, repository } from './people.ts'
import { githubsLimitsTimes } from './github/http/secondary.ts'
import { startGitHub, type SandboxGitHub, type SandboxOptions as GitHubOptions } from './github/start.ts'

export type SandboxOptions = Readonly<{
  /** Everything the sandbox keeps: databases, git repositories, work folders. */
  home: string
  /** Port of the sandbox's GitHub; 0 = any free one. */
  port?: number
  without?: readonly ('aws' | 'redis' | 'terraform')[]
  /** A folder in front of the runner's PATH; a `landlord` in it is run instead of this one. */
  bin?: string
  /** What the app and the runner say, line by line. */
  log?: (line: string) => void
  /** Of the sandbox's GitHub: see there. */
  github?: Pick<GitHubOptions, 'requestsPerHour' | 'weather' | 'secondaryLimits'>
  /** How many times github.com's secondary limits this GitHub allows, and Landlord is told that it does; absent = once. */
  limitsTimes?: number
  latencyMs?: number
  onExchange?: NonNullable<GitHubOptions['onExchange']>
  /** A PostgreSQL that somebody else starts and stops; absent = one of its own. */
  postgres?: Pick<Embedded, 'database'> & Partial<Pick<Embedded, 'serving'>>
  /** Whether a pull request gets its plan: a run of Terraform each. */
  plans?: boolean
  /** In place of the runner that executes the estate's workflows. */
  runner?: Runner
  /** More of the environment of Landlord. */
  appEnv?: Readonly<Record<string, string>>
}>

export type Sandbox = Readonly<{
  github: SandboxGitHub
  /** Tokens of the people, by login. */
  tokens: Readonly<Record<string, string>>
  app: AppProcess
  /** What the App signs in with. */
  credentials: Readonly<{ appId: number; privateKey: string; webhookSecret: string }>
  cloud: CloudReport
  /** What a program needs in its environment to use that cloud. */
  cloudEnv: Readonly<Record<string, string>>
  /** The registry, and the server where the tenants live. */
  databaseUrl: string
  platformUrl: string
  close: () => Promise<void>
}>

/** Starts a GitHub, a runner, a cloud, a PostgreSQL and Landlord, and plants an estate without tenants. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { log, limitsTimes = 1 } = options
  const home = resolve(options.home)
  await mkdir(home, { recursive: true })
  const closers: (() => Promise<void>)[] = []
  const closing = closeInTurn(closers)
  try {
    const [cloud, database] = await Promise.all([
      startCloud({ home: join(home, 'cloud'), ...(options.without && { without: options.without }) }),
      options.postgres === undefined
        ? ownPostgres(home)
        : { serving: options.postgres.database, ...options.postgres, close: nothing },
    ])
    closers.push(database.close, cloud.close)
    const [databaseUrl, platformUrl, servingUrl] = await Promise.all([
      database.database('landlord'),
      database.database('platform'),
      database.serving('landlord'),
    ])

    const platform = await startPlatform(platformUrl)
    closers.push(platform.close)

    const runner = options.runner ?? (await ownRunner(home, options, cloud.env))

    const github = await startGitHub({
      home: join(home, 'github'),
      runner,
      ...(log && { log: (line: string) => log(`github: ${line}`) }),
      ...(options.port !== undefined && { port: options.port }),
      ...(options.latencyMs !== undefined && { latencyMs: options.latencyMs }),
      secondaryLimits: githubsLimitsTimes(limitsTimes),
      ...options.github,
      ...(options.onExchange && { onExchange: options.onExchange }),
    })
    // What still runs is ended first, and told to GitHub.
    closers.push(github.close, runner.close)
    const tokens = await populate(github, { plans: options.plans === true })
    const webhookSecret = randomBytes(20).toString('hex')
    const registered = await registerApp(github, webhookSecret)
    const app = await startApp({
      appId: registered.appId,
      privateKey: registered.privateKey,
      webhookSecret,
      githubApiUrl: github.url,
      databaseUrl: servingUrl,
      databaseAdminUrl: databaseUrl,
      home: join(home, 'app'),
      env: { GITHUB_LIMITS_TIMES: String(limitsTimes), ...options.appEnv },
      log: (line) => log?.(`landlord: ${line}`),
    })
    closers.push(app.stop)
    github.world.setWebhookUrl(registered.appId, app.webhookUrl)
    const [report, env] = await Promise.all([cloud.ready, cloud.env()])
    github.world.setVariables(estate, {
      LANDLORD_PLATFORM_URL: platform.url,
      LANDLORD_METRICS_URL: `${platform.url}/metrics`,
      LANDLORD_AWS: report.aws.state,
      LANDLORD_STATE_BUCKET: env.LANDLORD_STATE_BUCKET ?? '',
      AWS_REGION: env.AWS_REGION ?? '',
    })
    github.world.setSecrets(estate, {
      LANDLORD_PLATFORM_DATABASE_URL: platformUrl,
      LANDLORD_PLATFORM_CACHE_URL: env.LANDLORD_PLATFORM_CACHE_URL ?? '',
    })
    const credentials = { appId: registered.appId, privateKey: registered.privateKey, webhookSecret }
    const access = { tokens, credentials, databaseUrl, platformUrl, cloudEnv: env }
    return { github, app, cloud: report, ...access, close: closing }
  } catch (error) {
    await closing()
    throw error
  }
}

/** Nobody needs these data after a power cut: the next start begins anew. */
const ownPostgres = (home: string): Promise<Embedded> =>
  startEmbedded(join(home, 'postgres'), undefined, { durable: false })

const nothing = (): Promise<void> => Promise.resolve()

async function ownRunner(
  home: string,
  { bin, log }: SandboxOptions,
  cloudEnv: () => Promise<Readonly<Record<string, string>>>,
): Promise<Runner> {
  const own = await plantLandlord(join(home, 'bin'))
  return startRunner({
    home: join(home, 'work'),
    parallel: availableParallelism(),
    env: async () => ({ ...(await cloudEnv()), LANDLORD_HOME: join(home, 'runner') }),
    path: [...(bin === undefined ? [] : [bin]), own],
    ...(log && { log: (line: string) => log(`runner: ${line}`) }),
  })
}

const planWorkflow = '.github/workflows/plan.yml'

/** People, teams, the estate and its protected branch: what an organisation has before it installs an App. */
async function populate(
  { world }: SandboxGitHub,
  { plans }: Readonly<{ plans: boolean }>,
): Promise<Readonly<Record<string, string>>> {
  const tokens = Object.fromEntries(
    people.map(({ login, name }) => [
      login,
      world.createUser(login, { name, email: `${login}@acme.example` }),
    ]),
  )
  world.createOrganization(organization, { name: 'Acme', admins: ['pat'] })
  for (const team of new Set(people.flatMap(({ teams }) => teams))) {
    const members = people.filter(({ teams }) => teams.includes(team)).map(({ login }) => login)
    world.createTeam(organization, team, { members })
  }
  const files = loadTemplate({ examples: false }).filter(({ path }) => plans || path !== planWorkflow)
  await world.createRepository(organization, repository, {
    from: Object.fromEntries(files.map(({ path, text }) => [path, text])),
    description: 'Every tenant of the platform, one file each',
  })
  for (const team of new Set(people.flatMap(({ teams }) => teams))) {
    world.grant(estate, `${organization}/${team}`, 'write')
  }
  return tokens
}

/** Registers the App as its manifest asks, installs it, and requires its check before a merge. */
async function registerApp({ world }: SandboxGitHub, webhookSecret: string) {
  const manifest = parse(readFileSync(join(packageRoot(), 'app.yml'), 'utf8')) as Manifest
  const app = await world.registerApp({
    name: manifest.name,
    owner: organization,
    permissions: manifest.default_permissions,
    events: manifest.default_events,
    webhookSecret,
  })
  world.install(app.appId, estate)
  world.protectBranch(estate, 'main', {
    checks: [{ context: 'landlord', appId: app.appId }],
    enforceAdmins: true,
  })
  return app
}

type Manifest = Readonly<{
  name: string
  default_permissions: Readonly<Record<string, 'read' | 'write'>>
  default_events: readonly string[]
}>

/** Last started, first ended; one that fails does not keep the others open. */
function closeInTurn(closers: (() => Promise<void>)[]): () => Promise<void> {
  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    const failures: unknown[] = []
    for (const end of closers.toReversed()) await end().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw new AggregateError(failures, 'Some parts of the sandbox did not close.')
  }
  return () => (closed ??= close())
}
