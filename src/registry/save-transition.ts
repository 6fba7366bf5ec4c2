import type pg from 'pg'
import { isStanding, type Operation } from '../provisioning/operation.ts'
import { appendAudit } from './append-audit.ts'
import { fence, type Lease } from './leases.ts'
import { operationEntry } from './operation-entry.ts'
import { inTransaction } from './transaction.ts'

type Transition = Readonly<{
  from: Operation
  to: Operation
  /** The tenant file's text, on the way to ACTIVE. */
  source?: string | undefined
  /** Under which it is done: refused with `LeaseLost` when that has run out. */
  lease?: Lease | undefined
  /** What belongs to the same transaction. */
  also?: (client: pg.PoolClient) => Promise<void>
}>

/** One transaction: the operation, its history, and on ACTIVE what now stands. False = somebody else was first. */
export async function saveTransition(pool: pg.Pool, transition: Transition): Promise<boolean> {
  const { from, to, source, lease, also } = transition
  if (to.id !== from.id || to.revision <= from.revision) throw new Error('not a transition of this operation')
  const becomesActive = isStanding(to.state) && !isStanding(from.state)
  if (becomesActive && to.blob !== undefined && source === undefined)
    throw new Error('an operation becomes ACTIVE together with its tenant file')
  const saved = await inTransaction(pool, async (client) => {
    if (lease !== undefined) await fence(client, lease)
    const { rowCount } = await client.query(
      `update operations set state = $3, revision = $4, revert_pull = $5, data = $6, updated_at = now()
       where id = $1 and revision = $2 and state = $7`,
      [to.id, from.revision, to.state, to.revision, to.revertPull ?? null, to, from.state],
    )
    if (rowCount !== 1) return undefined
    const entered = to.history.slice(from.history.length)
    for (const [index, { state, at, reason }] of entered.entries())
      await client.query(
        'insert into operation_history (operation, place, state, at, reason) values ($1, $2, $3, $4, $5)',
        [to.id, from.history.length + index, state, at, reason ?? null],
      )
    if (becomesActive && to.blob !== undefined)
      await client.query(
        `insert into tenants (owner, repo, tenant, file, sha, blob, source, operation, active_since)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (owner, repo, tenant) do update set file = excluded.file, sha = excluded.sha,
           blob = excluded.blob, source = excluded.source, operation = excluded.operation`,
        [to.estate.owner, to.estate.repo, to.tenant, to.file, to.sha, to.blob, source, to.id, to.since],
      )
    if (to.state === 'PURGED') await bury(client, to)
    if (entered.length > 0) await appendAudit(client, to.estate, operationEntry(to, entered))
    await also?.(client)
    return true
  })
  return saved === true
}

/** The tenant is gone; its id is taken for good. */
async function bury(client: pg.PoolClient, { estate, tenant, id, since }: Operation): Promise<void> {
  const names = [estate.owner, estate.repo, tenant]
  await client.query('delete from tenants where owner = $1 and repo = $2 and tenant = $3', names)
  await client.query(
    `insert into tombstones (owner, repo, tenant, operation, purged_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [...names, id, since],
  )
}
