import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/rest'
import { pino } from 'pino'
import { doJob } from '../../src/jobs/do-job.ts'
import { packageRoot } from '../../src/estate/template.ts'
import { appOctokit } from '../../src/github/app-octokit.ts'
import { newMemory } from '../../src/github/memory.ts'
import { localPurse, type Purse } from '../../src/github/limits/purse.ts'
import { isKept } from '../../src/jobs/job.ts'
import { deadlineOf } from '../../src/provisioning/deadlines.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import type { OperationId } from '../../src/provisioning/result.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { startReconciler } from '../../src/app/reconciler.ts'
import { openRegistry } from '../../src/registry/registry.ts'
import type { Exchange } from '../../src/sandbox/github/http/exchange.ts'
import type { SecondaryLimits } from '../../src/sandbox/github/http/secondary.ts'
import { startGitHub } from '../../src/sandbox/github/start.ts'
import type { World } from '../../src/jobs/world.ts'

type Options = Readonly<{
  databaseUrl: string
  home: string
  squeeze: number
  part: number
  limits: SecondaryLimits
  onExchange: (exchange: Exchange) => void
}>

/** All of Landlord that works, in this process, and a GitHub without a runner: what is dispatched stays queued there. */
export type MergesStage = Readonly<{
  /** A tenant's operation waits for its turn, as after a merge. */
  merge: (id: OperationId, tenant: string) => Promise<void>
  /** From now on it is worked on. */
  work: () => Promise<void>
  close: () => Promise<void>
}>

const names = { owner: 'acme', repo: 'estate' }

export async function stageMerges(options: Options): Promise<MergesStage> {
  const { databaseUrl, home, limits, onExchange } = options
  // 15 000 an hour, as GitHub Enterprise Cloud has it; how many it takes is told.
  const github = await startGitHub({ home, onExchange, secondaryLimits: limits, requestsPerHour: 15_000 })
  const registry = await openRegistry(databaseUrl)
  const log = pino({ level: 'silent' })
  const queue = await openQueue(databaseUrl, log)
  const { installation, client, slug } = await plant(
    github,
    scaled(registry, options),
    scaled(localPurse(), options),
  )
  const estate = { ...names, installation }
  await registry.rememberEstates([estate])
  const sha = (await client.request('GET /repos/{owner}/{repo}/commits/{ref}', { ...names, ref: 'main' }))
    .data.sha
  const world: World = {
    registry,
    queue,
    log,
    figures: { evaluated: () => undefined, jobDone: () => undefined, chainJudged: () => undefined },
    version: '0.0.0',
    auditKey: generateKeyPairSync('ed25519').privateKey,
    memory: newMemory(),
    pollMs: 5_000,
    channels: { slack: undefined, mail: undefined },
    webUrl: github.webUrl,
    github: {
      as: () => Promise.resolve(client),
      asApp: () => Promise.resolve(client),
      app: () => Promise.resolve({ slug }),
    },
  }
  const stops: (() => Promise<void>)[] = []
  return {
    merge: async (id, tenant) => {
      await registry.createOperation(queued(id, { estate, tenant, sha }))
      await queue.send({
        queue: 'operation',
        key: id,
        data: { job: { do: 'operate', operation: id }, delivery: 'bench' },
      })
    },
    work: async () => {
      const work = async (data: Readonly<Record<string, unknown>>): Promise<void> => {
        if (isKept(data)) await doJob(data, world)
      }
      await queue.work({ delivery: work, operation: work, dispatch: work, notice: work })
      stops.push(startReconciler(world).stop)
    },
    close: async () => {
      await Promise.all(stops.map((stop) => stop()))
      await queue.close()
      await registry.close()
      await github.close()
    },
  }
}

/** The repository, the App, and its client. */
async function plant(github: Awaited<ReturnType<typeof startGitHub>>, writes: Purse, reads: Purse) {
  const { world } = github
  world.createOrganization(names.owner, { admins: [] })
  const workflow = '.github/workflows/provision.yml'
  await world.createRepository(names.owner, names.repo, {
    from: { [workflow]: readFileSync(join(packageRoot(), workflow), 'utf8') },
  })
  const token = world.createUser('ria')
  world.grant('acme/estate', 'ria', 'write')
  const { appId, privateKey, slug } = await world.registerApp({
    ...{ name: 'Landlord', owner: names.owner, events: [], webhookSecret: 'nobody listens' },
    permissions: {
      actions: 'write',
      contents: 'write',
      issues: 'write',
      metadata: 'read',
      pull_requests: 'write',
    },
  })
  const installation = world.install(appId, 'acme/estate')
  // What the operations are reported on.
  await new Octokit({ baseUrl: github.url, auth: token }).issues.create({
    ...names,
    title: 'Two thousand tenants',
  })
  const Client = appOctokit(writes, 1, reads)
  const client = new Client({
    ...{ baseUrl: github.url, authStrategy: createAppAuth, log: silent },
    auth: { appId, privateKey, installationId: installation },
  })
  return { installation, client, slug }
}

/** The same limits on a faster clock, or a part of them. */
const scaled = (purse: Purse, { squeeze, part }: Pick<Options, 'squeeze' | 'part'>): Purse => ({
  ...purse,
  take: (who, charges) =>
    purse.take(
      who,
      charges.map((charge) => ({
        ...charge,
        most: Math.floor(charge.most * part),
        seconds: Math.ceil(charge.seconds / squeeze),
      })),
    ),
})

function queued(
  id: OperationId,
  { estate, tenant, sha }: Pick<Operation, 'estate' | 'tenant' | 'sha'>,
): Operation {
  const now = new Date()
  const since = now.toISOString()
  return {
    ...{ id, estate, tenant, sha, kind: 'onboard', file: `tenants/${tenant}.yaml`, blob: sha },
    ...{ pull: 1, authority: undefined, skipped: [], workflow: 'provision.yml', lastGoodSha: undefined },
    ...{
      state: 'QUEUED',
      since,
      deadline: deadlineOf('QUEUED', now),
      history: [{ state: 'QUEUED', at: since }],
    },
    ...{ dispatchedAt: undefined, runId: undefined, runUrl: undefined, spentRunId: undefined, attempt: 0 },
    ...{
      reason: undefined,
      revertPull: undefined,
      result: undefined,
      rollbackResult: undefined,
      revision: 0,
    },
  }
}

const quiet = () => undefined
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet }
