import type pg from 'pg'
import type { Operation } from '../provisioning/operation.ts'
import type { OperationId } from '../provisioning/result.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { appendAudit } from './append-audit.ts'
import type { Lease } from './leases.ts'
import { operationEntry } from './operation-entry.ts'
import { saveTransition } from './save-transition.ts'
import { inTransaction } from './transaction.ts'

export type Operations = Readonly<{
  /** `known` = this tenant already has an operation for this commit: a delivery came twice. */
  createOperation: (operation: Operation) => Promise<'new' | 'known'>
  operation: (id: OperationId) => Promise<Operation | undefined>
  /** Everything that has not come to an end, oldest first. */
  openOperations: () => Promise<readonly Operation[]>
  /** Of the pull request that brought the change, or of the one that reverts it. */
  operationsOf: (estate: EstateRef, pull: number) => Promise<readonly Operation[]>
  /** Newest first. */
  operationsOfTenant: (estate: EstateRef, tenant: string) => Promise<readonly Operation[]>
  /** Newest first, for a dashboard. */
  recentOperations: (limit: number) => Promise<readonly Operation[]>
  /** An earlier operation of the same tenant is under way; undefined = it is this one's turn. */
  operationBefore: (id: OperationId) => Promise<OperationId | undefined>
  /** Operations of the tenant that may go on once another one has come to its end: those in line or with a revert open. */
  operationsToWake: (estate: EstateRef, tenant: string) => Promise<readonly OperationId[]>
  /**
   * Compare-and-set: saves `to` if the operation still stands as in `from`, else changes nothing and returns false.
   * On the way to ACTIVE `source` is the tenant file's text, and the tenant is entered as deployed along with it. Under a
   * `lease` that has run out nothing is saved either, and it throws.
   */
  saveTransition: (from: Operation, to: Operation, source?: string, lease?: Lease) => Promise<boolean>
  /** When somebody has to look again, at the latest. */
  saveNextLook: (id: OperationId, at: Date) => Promise<void>
  /** Operations that are open or not yet told of, and whose look is due; each given to one caller only: it is due again after `leaseSeconds`. */
  claimDue: (limit: number, leaseSeconds: number) => Promise<readonly OperationId[]>
  /** SHA-256 of what was last told on the pull request. */
  reportedDigest: (id: OperationId) => Promise<string | undefined>
  saveReported: (operation: Operation, digest: string) => Promise<void>
}>

export const operations = (pool: pg.Pool): Operations => {
  const select = async (where: string, values: readonly unknown[]): Promise<readonly Operation[]> =>
    (
      await pool.query<Row>(
        `select owner, repo, installation, data from operations left join estates using (owner, repo) where ${where}`,
        [...values],
      )
    ).rows.map(revive)
  return {
    createOperation: async (operation) => {
      const { id, estate, tenant, sha, pull, state, revision } = operation
      const created = await inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          `with created as (
             insert into operations (id, owner, repo, tenant, sha, pull, state, revision, data)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id)
           insert into operation_history (operation, place, state, at, reason)
             select id, 0, $7, $10, $11 from created`,
          [
            ...[id, estate.owner, estate.repo, tenant, sha, pull ?? null, state, revision, operation],
            ...[operation.since, operation.reason ?? null],
          ],
        )
        if (rowCount !== 1) return undefined
        await appendAudit(client, estate, operationEntry(operation, operation.history))
        return true
      })
      return created === true ? 'new' : 'known'
    },
    operation: async (id) => (await select('id = $1', [id]))[0],
    openOperations: () => select(`${open} order by seq`, []),
    operationsOf: ({ owner, repo }, pull) =>
      select('owner = $1 and repo = $2 and (pull = $3 or revert_pull = $3) order by seq', [
        owner,
        repo,
        pull,
      ]),
    operationsOfTenant: ({ owner, repo }, tenant) =>
      select('owner = $1 and repo = $2 and tenant = $3 order by seq desc', [owner, repo, tenant]),
    recentOperations: (limit) => select('true order by seq desc limit $1', [limit]),
    operationBefore: async (id) => {
      const { rows } = await pool.query<{ id: string }>(
        `select other.id from operations me join operations other using (owner, repo, tenant)
         where me.id = $1 and other.seq < me.seq and other.${open} and other.state not in ('REVERT_PR', 'UNAUTHORISED', 'GRACE') limit 1`,
        [id],
      )
      return rows[0]?.id
    },
    operationsToWake: async ({ owner, repo }, tenant) => {
      const { rows } = await pool.query<{ id: string }>(
        `select id from operations
         where owner = $1 and repo = $2 and tenant = $3 and state in ('QUEUED', 'REVERT_PR', 'UNAUTHORISED', 'GRACE') order by seq`,
        [owner, repo, tenant],
      )
      return rows.map(({ id }) => id)
    },
    saveTransition: (from, to, source, lease) => saveTransition(pool, { from, to, source, lease }),
    saveNextLook: async (id, at) => {
      await pool.query('update operations set next_look = $2 where id = $1', [id, at])
    },
    claimDue: async (limit, leaseSeconds) => {
      const { rows } = await pool.query<{ id: string }>(
        `update operations set next_look = now() + make_interval(secs => $2)
         where id in (select id from operations where (${open} or reported_revision is distinct from revision)
                      and next_look <= now()
                      order by next_look limit $1 for update skip locked)
         returning id`,
        [limit, leaseSeconds],
      )
      return rows.map((row) => row.id)
    },
    reportedDigest: async (id) => {
      const { rows } = await pool.query<{ digest: string | null }>(
        'select reported_digest as digest from operations where id = $1',
        [id],
      )
      return rows[0]?.digest ?? undefined
    },
    saveReported: async ({ id, revision }, digest) => {
      await pool.query('update operations set reported_digest = $2, reported_revision = $3 where id = $1', [
        id,
        digest,
        revision,
      ])
    },
  }
}

/** The words of the partial index, so that PostgreSQL uses it. */
const open = `state not in ('ACTIVE', 'SUSPENDED', 'REVERTED', 'QUARANTINED', 'PURGED', 'INSPECTED')`

type Row = Readonly<{
  owner: string
  repo: string
  installation: string | null
  data: { [Key in keyof Operation]?: Operation[Key] }
}>

/**
 * JSON has no `undefined`: fields that were left out are put back, so that an operation is always whole. Its estate may have another
 * name and another installation by now than when it was written down.
 */
function revive({ owner, repo, installation, data }: Row): Operation {
  const empty = {
    blob: undefined,
    pull: undefined,
    authority: undefined,
    skipped: [],
    lastGoodSha: undefined,
    deadline: undefined,
    dispatchedAt: undefined,
    runId: undefined,
    runUrl: undefined,
    spentRunId: undefined,
    reason: undefined,
    revertPull: undefined,
    result: undefined,
    rollbackResult: undefined,
  }
  const stored = data as Operation
  const now = installation === null ? {} : { installation: Number(installation) }
  return { ...empty, ...stored, estate: { ...stored.estate, owner, repo, ...now } }
}
