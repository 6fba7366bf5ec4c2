import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { saltedDigest } from '../audit/digest.ts'
import { canonical, nextEntry, type Entry } from '../audit/entry.ts'
import { personal, type Personal } from '../audit/personal.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

export type AuditDraft = Pick<Entry, 'kind' | 'tenant'> &
  Readonly<{ body: Readonly<Record<string, unknown>> }>

type Names = Pick<EstateRef, 'owner' | 'repo'>

/**
 * Adds a line to the estate's chain, inside the transaction of what it tells of: both are kept or neither. Lines of one
 * estate wait for one another. Names of people and what they wrote go in as digests.
 */
export async function appendAudit(
  client: pg.ClientBase,
  { owner, repo }: Names,
  { kind, tenant, body }: AuditDraft,
): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtext('landlord audit'), hashtext($1))", [
    `${owner}/${repo}`,
  ])
  const { rows } = await client.query<{ seq: string; hash: string }>(
    'select seq, hash from audit where owner = $1 and repo = $2 order by seq desc limit 1',
    [owner, repo],
  )
  const [last] = rows
  if (last === undefined) await refuseFormer(client, { owner, repo })
  const veiled = (await veil(body, '', (meaning) =>
    digestOf(client, { owner, repo }, meaning),
  )) as Entry['body']
  const entry = nextEntry(last && { seq: Number(last.seq), hash: last.hash }, {
    ...{ at: new Date().toISOString(), kind, tenant, body: veiled },
  })
  await client.query(
    `insert into audit (owner, repo, seq, at, kind, tenant, body, previous, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[owner, repo, entry.seq, entry.at, kind, tenant],
      ...[canonical(entry.body), entry.previous, entry.hash],
    ],
  )
}

/** What is moved leaves no chain behind. A job that began before is undone, and done again under the new name. */
async function refuseFormer(client: pg.ClientBase, { owner, repo }: Names): Promise<void> {
  const { rowCount } = await client.query('select 1 from former_names where owner = $1 and repo = $2', [
    owner,
    repo,
  ])
  if (rowCount === 1) throw new Error(`The estate ${owner}/${repo} has another name by now.`)
}

type Meaning = Readonly<{ kind: Personal; plain: string }>

async function veil(
  value: unknown,
  key: string,
  digest: (meaning: Meaning) => Promise<string>,
): Promise<unknown> {
  if (typeof value === 'string') {
    const kind = personal[key] ?? (key === 'approvers' && isPerson(value) ? 'person' : undefined)
    return kind === undefined ? value : { digest: await digest({ kind, plain: value }) }
  }
  if (Array.isArray(value)) {
    const parts: unknown[] = []
    for (const part of value as readonly unknown[]) parts.push(await veil(part, key, digest))
    return parts
  }
  if (typeof value !== 'object' || value === null) return value
  const fields: [string, unknown][] = []
  for (const [name, part] of Object.entries(value))
    if (part !== undefined) fields.push([name, await veil(part, name, digest)])
  return Object.fromEntries(fields)
}

/** `@maya` or `maya@acme.example`; `@acme/cfo` is a team. */
const isPerson = (owner: string): boolean => !/^@[^/@]+\/[^/@]+$/.test(owner)

/** A person keeps one digest as long as it is known whom it means; words get one each time. */
async function digestOf(
  client: pg.ClientBase,
  { owner, repo }: Names,
  { kind, plain }: Meaning,
): Promise<string> {
  if (kind === 'person') {
    const { rows } = await client.query<{ digest: string }>(
      `select digest from audit_meanings
       where owner = $1 and repo = $2 and kind = 'person' and lower(plain) = lower($3)`,
      [owner, repo, plain],
    )
    if (rows[0] !== undefined) return rows[0].digest
  }
  const salt = randomBytes(32)
  const digest = saltedDigest(salt, plain)
  await client.query(
    'insert into audit_meanings (owner, repo, digest, kind, plain, salt) values ($1, $2, $3, $4, $5, $6)',
    [owner, repo, digest, kind, plain, salt],
  )
  return digest
}
