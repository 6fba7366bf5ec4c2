import type pg from 'pg'
import { canonical } from '../audit/entry.ts'
import type { Decided } from '../provisioning/authority.ts'
import type { Operation } from '../provisioning/operation.ts'
import type { Decision } from '../review/decision.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { appendAudit } from './append-audit.ts'
import { saveTransition } from './save-transition.ts'
import { inTransaction } from './transaction.ts'

/** Who decided what, as it was when the check turned green. Lines are added, never changed. */
export type Decisions = Readonly<{
  /** Saves nothing when the decision in force says the same. */
  saveDecision: (estate: EstateRef, decision: Decision) => Promise<void>
  /** The head is green no more. Saves nothing when no decision is in force for it. */
  withdrawDecision: (estate: EstateRef, head: Head, why: string) => Promise<void>
  /** What is decided for that head now. */
  decidedFor: (estate: EstateRef, head: Head) => Promise<Decided | undefined>
  /** Whether a decision that is in force holds this very content at this path. */
  isDecided: (estate: EstateRef, path: string, blob: string) => Promise<boolean>
  /** Keeps the record and gives the operation its turn, both or neither; false = somebody else moved it first. */
  saveBreakGlass: (from: Operation, to: Operation, reviewBy: string) => Promise<boolean>
}>

type Head = Readonly<{ pull: number; headSha: string }>

/** Who provisioned what nobody had decided on, why, and until when those who were passed over are to look at it. */
type BrokenGlass = Pick<Operation, 'tenant' | 'pull' | 'sha' | 'file' | 'blob' | 'skipped'> &
  Readonly<{ operation: string; login: string; reason: string; at: string; reviewBy: string }>

export const decisions = (pool: pg.Pool): Decisions => {
  const inForce = async ({ owner, repo }: EstateRef, { pull, headSha }: Head) => {
    const { rows } = await pool.query<{ id: string; kind: string; data: Decision }>(
      `select id, kind, data from decisions
       where owner = $1 and repo = $2 and pull = $3 and head_sha = $4 order by id desc limit 1`,
      [owner, repo, pull, headSha],
    )
    return rows[0]?.kind === 'decided' ? rows[0] : undefined
  }
  const addAlone = async (estate: EstateRef, line: Line): Promise<void> => {
    await inTransaction(pool, async (client) => {
      await add(estate, line, client)
      return true
    })
  }
  return {
    saveDecision: async (estate, decision) => {
      const { pull, headSha } = decision
      const known = await inForce(estate, { pull, headSha })
      if (known !== undefined && isSame(known.data, decision)) return
      await addAlone(estate, { kind: 'decided', pull, headSha, data: decision })
    },
    withdrawDecision: async (estate, head, why) => {
      if ((await inForce(estate, head)) === undefined) return
      await addAlone(estate, { kind: 'withdrawn', ...head, data: { why } })
    },
    decidedFor: async (estate, head) => {
      const known = await inForce(estate, head)
      return known && { id: Number(known.id), blobs: known.data.blobs }
    },
    isDecided: async ({ owner, repo }, path, blob) => {
      const { rowCount } = await pool.query(
        `select 1 from decisions one where owner = $1 and repo = $2 and kind = 'decided' and data -> 'blobs' @> $3
         and not exists (select 1 from decisions later where later.owner = one.owner and later.repo = one.repo
           and later.pull = one.pull and later.head_sha = one.head_sha and later.id > one.id
           and later.kind = 'withdrawn') limit 1`,
        [owner, repo, { [path]: blob }],
      )
      return rowCount === 1
    },
    saveBreakGlass: (from, to, reviewBy) =>
      saveTransition(pool, {
        from,
        to,
        also: (client) => {
          const { pull } = to
          const data = brokenGlass(to, reviewBy)
          return add(to.estate, { kind: 'break-glass', pull, headSha: undefined, data }, client)
        },
      }),
  }
}

function brokenGlass(to: Operation, reviewBy: string): BrokenGlass {
  const { id, tenant, pull, sha, file, blob, skipped, authority } = to
  if (authority?.by !== 'break-glass') throw new Error(`Nobody broke the glass for ${id}.`)
  const { login, reason, at } = authority
  return { operation: id, tenant, pull, sha, file, blob, skipped, login, reason, at, reviewBy }
}

type Line = Readonly<{
  kind: 'decided' | 'withdrawn' | 'break-glass'
  pull: number | undefined
  headSha: string | undefined
  data: object
}>

async function add(estate: EstateRef, line: Line, client: pg.ClientBase): Promise<void> {
  const { kind, pull, headSha, data } = line
  await client.query(
    'insert into decisions (owner, repo, pull, head_sha, kind, data) values ($1, $2, $3, $4, $5, $6)',
    [estate.owner, estate.repo, pull ?? null, headSha ?? null, kind, data],
  )
  const tenant = 'tenant' in data && typeof data.tenant === 'string' ? data.tenant : null
  await appendAudit(client, estate, { kind, tenant, body: { pull, headSha, ...data } })
}

/** jsonb keeps no order of keys. */
const isSame = (one: Decision, other: Decision): boolean => canonical(one) === canonical(other)
