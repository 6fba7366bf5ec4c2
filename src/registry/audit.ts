import type pg from 'pg'
import type { Checkpoint } from '../audit/checkpoint.ts'
import type { Entry } from '../audit/entry.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { observeGuard, type AuditGuard } from './serving-role.ts'

type Names = Pick<EstateRef, 'owner' | 'repo'>

/** Each estate has a chain of its own. Lines are added by `appendAudit`, along with what they tell of. */
export type Audit = Readonly<{
  /** In order of writing, from `from` on. */
  auditEntries: (estate: Names, from?: number) => Promise<readonly Entry[]>
  auditSize: (estate: Names) => Promise<number>
  /** Whom and what the digests mean, as far as it was not erased. */
  auditMeanings: (estate: Names) => Promise<ReadonlyMap<string, string>>
  /** Smallest first. */
  auditCheckpoints: (estate: Names) => Promise<readonly Checkpoint[]>
  saveCheckpoint: (estate: Names, checkpoint: Checkpoint) => Promise<void>
  auditGuard: () => Promise<AuditGuard>
}>

export const audit = (pool: pg.Pool): Audit => ({
  auditEntries: async ({ owner, repo }, from = 0) => {
    const { rows } = await pool.query<Row>(
      `select seq, at, kind, tenant, body, previous, hash from audit
       where owner = $1 and repo = $2 and seq >= $3 order by seq`,
      [owner, repo, from],
    )
    return rows.map(({ seq, body, ...row }) => ({
      ...row,
      seq: Number(seq),
      body: JSON.parse(body) as Entry['body'],
    }))
  },
  auditSize: async ({ owner, repo }) => {
    const { rows } = await pool.query<{ size: string }>(
      'select count(*) as size from audit where owner = $1 and repo = $2',
      [owner, repo],
    )
    return Number(rows[0]?.size ?? 0)
  },
  auditMeanings: async ({ owner, repo }) => {
    const { rows } = await pool.query<{ digest: string; plain: string }>(
      'select digest, plain from audit_meanings where owner = $1 and repo = $2',
      [owner, repo],
    )
    return new Map(rows.map(({ digest, plain }) => [digest, plain]))
  },
  auditCheckpoints: async ({ owner, repo }) => {
    const { rows } = await pool.query<{ data: Checkpoint }>(
      'select data from audit_checkpoints where owner = $1 and repo = $2 order by size',
      [owner, repo],
    )
    return rows.map(({ data }) => data)
  },
  saveCheckpoint: async ({ owner, repo }, checkpoint) => {
    await pool.query(
      `insert into audit_checkpoints (owner, repo, size, data, anchored_at) values ($1, $2, $3, $4, now())
       on conflict do nothing`,
      [owner, repo, checkpoint.size, checkpoint],
    )
  },
  auditGuard: () => observeGuard(pool),
})

type Row = Omit<Entry, 'seq' | 'body'> & Readonly<{ seq: string; body: string }>
