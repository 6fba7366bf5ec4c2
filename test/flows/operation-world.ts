import type { OperationIO } from '../../src/flows/run-operation.ts'
import type { Deployed } from '../../src/provisioning/deployed.ts'
import { holdsTenant, isStanding, type Operation } from '../../src/provisioning/operation.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import type { WorkflowAction } from '../../src/provisioning/result.ts'
import { aResult, later } from '../operation-builders.ts'

type IO = { -readonly [Key in keyof OperationIO]: OperationIO[Key] }
type Result = Parameters<typeof aResult>[0]

/** A registry and a GitHub of plain objects; `log` lists what was done to the world, in order. */
export function aWorld(...operations: Operation[]) {
  const kept = new Map(operations.map((operation) => [operation.id, operation]))
  const tenants = new Map<string, Deployed>()
  const digests = new Map<string, string>()
  const runs: {
    id: number
    operation: string
    action: WorkflowAction
    result?: Result
    conclusion?: string
  }[] = []
  const log: string[] = []
  const reports: string[] = []
  const told: string[] = []
  let seconds = 0
  let now: Tenant | undefined
  let revert: 'none' | 'open' | 'merged' | 'closed' = 'none'

  const io: IO = {
    operation: (id) => Promise.resolve(kept.get(id)),
    operationBefore: (id) => {
      const all = [...kept.values()]
      const me = all.findIndex((operation) => operation.id === id)
      return Promise.resolve(
        all.slice(0, me).find(({ tenant, state }) => tenant === all[me]?.tenant && holdsTenant(state))?.id,
      )
    },
    deployedTenant: (_, tenant) => Promise.resolve(tenants.get(tenant)),
    saveTransition: (from, to, source) => {
      if (kept.get(from.id)?.revision !== from.revision) return Promise.resolve(false)
      kept.set(to.id, to)
      if (to.state !== from.state) log.push(to.state)
      if (isStanding(to.state) && !isStanding(from.state) && to.blob !== undefined) {
        if (source === undefined) throw new Error('no source')
        const { tenant, file, sha, blob, id, since } = to
        tenants.set(tenant, { tenant, file, sha, blob, source, operation: id, activeSince: since })
      }
      return Promise.resolve(true)
    },
    saveNextLook: (id, at) =>
      Promise.resolve(void log.push(`look ${id.slice(-1)} ${at.toISOString().slice(14, 19)}`)),
    operationsOfTenant: (_, tenant) =>
      Promise.resolve([...kept.values()].filter((operation) => operation.tenant === tenant).toReversed()),
    loadNow: () => Promise.resolve(now),
    operationsOf: (_, pull) => Promise.resolve([...kept.values()].filter((one) => one.pull === pull)),
    operationsToWake: (_, tenant) =>
      Promise.resolve(
        [...kept.values()]
          .filter(
            (operation) =>
              operation.tenant === tenant && ['QUEUED', 'REVERT_PR', 'GRACE'].includes(operation.state),
          )
          .map(({ id }) => id),
      ),
    wake: (id) => Promise.resolve(void log.push(`wake ${id.slice(-1)}`)),
    dispatch: ({ id }, action) => {
      const run = { id: 41 + runs.length, operation: id, action }
      runs.push(run)
      log.push(`dispatch ${action}`)
      return Promise.resolve({ type: 'dispatched', run: { id: run.id, url: '' } })
    },
    observeRun: ({ id, runId, spentRunId = 0 }, action) => {
      const run = runs.findLast(
        (one) =>
          one.operation === id &&
          one.action === action &&
          (runId === undefined ? one.id > spentRunId : one.id === runId),
      )
      if (run === undefined) return Promise.resolve({ type: 'no-run' })
      const seen = { run: { id: run.id, url: '' }, phases: [] }
      return Promise.resolve(
        run.conclusion === undefined
          ? { type: 'run-going', ...seen }
          : {
              type: 'run-ended',
              ...seen,
              conclusion: run.conclusion,
              result: run.result ? { found: 'result', result: aResult(run.result) } : { found: 'nothing' },
            },
      )
    },
    cancelRun: (_, runId) => Promise.resolve(void log.push(`cancel ${runId}`)),
    openRevert: (_, words, lastGood) => {
      log.push(`revert to ${lastGood?.sha.slice(0, 1) ?? 'nothing'} on ${words.branch}`)
      revert = 'open'
      return Promise.resolve({ type: 'revert-open', pull: 13 })
    },
    observeRevert: (_, pull) =>
      Promise.resolve(
        revert === 'merged'
          ? { type: 'revert-merged' }
          : revert === 'closed'
            ? { type: 'revert-closed' }
            : { type: 'revert-open', pull },
      ),
    closeRevert: (_, pull) => Promise.resolve(void log.push(`close #${pull}`)),
    loadText: (_, sha, path) => Promise.resolve(`${path} at ${sha.slice(0, 1)}`),
    reportedDigest: (id) => Promise.resolve(digests.get(id)),
    saveReported: ({ id }, digest) => Promise.resolve(void digests.set(id, digest)),
    publishReport: (_, { body }) => Promise.resolve(void reports.push(body)),
    tell: (notices) => Promise.resolve(void told.push(...notices.map(({ key }) => key))),
    now: () => later(seconds),
    pollMs: 2000,
  }
  return {
    io,
    log,
    reports,
    told,
    runs,
    tenants,
    /** What the default branch holds of the tenant from now on. */
    declare: (tenant: Tenant | undefined) => void (now = tenant),
    operation: (id: string) => kept.get(id),
    /** Everything done since it was last asked. */
    news: () => log.splice(0).filter((line) => !line.startsWith('look')),
    pass: (more: number) => void (seconds += more),
    finish: (
      result: Result | undefined,
      conclusion = result?.outcome === 'failed' ? 'failure' : 'success',
    ) => {
      const run = runs.at(-1)
      if (run) Object.assign(run, { conclusion, result: result && { action: run.action, ...result } })
    },
    mergeRevert: () => void (revert = 'merged'),
  }
}
