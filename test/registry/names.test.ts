import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import { isSigned, rootOfEntries, signCheckpoint } from '../../src/audit/checkpoint.ts'
import { verifyChain } from '../../src/audit/verify.ts'
import { findEstate } from '../../src/jobs/find-estate.ts'
import { prepareRegistry } from '../../src/registry/prepare.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import type { EstateRef } from '../../src/tenant/estate-ref.ts'
import { generateKeyPairSync } from 'node:crypto'
import { freshDatabase } from '../embedded.ts'
import { anOperation, later } from '../operation-builders.ts'

let registry: Registry
let client: pg.Client
let role: string

/** As the app serves: as a role that may change nothing of what only grows. */
beforeAll(async () => {
  const url = await freshDatabase()
  client = new pg.Client(url)
  await client.connect()
  role = `landlord_names_${process.pid}`
  await client.query(`create role ${role} login password 'word'`)
  const serving = Object.assign(new URL(url), { username: role, password: 'word' }).toString()
  await prepareRegistry(url, serving)
  registry = await openRegistry(serving)
}, 60_000)
afterAll(async () => {
  await registry.close()
  await client.query(`drop owned by ${role}`)
  await client.query(`drop role ${role}`)
  await client.end()
})

let count = 0
/** An estate with a history: an operation, a decision, a deployed tenant, room, a notice, a checkpoint. */
async function lived(): Promise<EstateRef & { id: number }> {
  count += 1
  const estate = { owner: `acme${count}`, repo: 'estate', installation: 7, id: 1000 + count }
  await registry.rememberEstates([estate])
  const operation = anOperation({ id: idOf(count), estate, state: 'VERIFYING' })
  await registry.createOperation(operation)
  const active = { ...operation, state: 'ACTIVE' as const, since: later(9).toISOString(), revision: 1 }
  await registry.saveTransition(operation, active, 'id: x\n')
  await registry.saveDecision(estate, {
    pull: 1,
    headSha: 'a',
    author: 'ria',
    blobs: { 't.yaml': 'b' },
  } as never)
  await registry.saveClaim(estate, { pull: 1, headSha: 'a', holdings: [], keepsPlace: false, seen: 1e9 })
  await registry.saveNotices([{ estate, key: 'k', event: 'active' } as never])
  const entries = await registry.auditEntries(estate)
  await registry.saveCheckpoint(
    estate,
    signCheckpoint(
      {
        estate: nameOf(estate),
        size: entries.length,
        root: rootOfEntries(entries),
        at: later(1).toISOString(),
      },
      generateKeyPairSync('ed25519').privateKey,
    ),
  )
  return estate
}
const idOf = (n: number): string => `op_${String(n).padStart(20, '0')}`
const nameOf = ({ owner, repo }: EstateRef): string => `${owner}/${repo}`
const rowsOf = async ({ owner, repo }: EstateRef): Promise<readonly string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'repo' and table_name <> 'former_names' order by 1`,
  )
  const held: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await client.query(`select 1 from ${name} where owner = $1 and repo = $2`, [
      owner,
      repo,
    ])
    if (rowCount !== 0) held.push(name)
  }
  return held
}

describe('renamed, or transferred to another organisation, as its number tells', () => {
  test('an estate takes all it has along; its chain says so, verifies, and fits the checkpoints under its old name', async () => {
    const before = await lived()
    const held = await rowsOf(before)
    expect(held.length).toBeGreaterThan(6)
    const after = { ...before, owner: 'newco', repo: 'tenants', installation: 8 }
    await registry.rememberEstates([after])
    expect([await rowsOf(before), await rowsOf(after)]).toEqual([[], held])
    const { id: _, ...named } = after
    expect((await registry.knownEstates()).map(({ estate }) => estate)).toContainEqual(named)
    expect((await registry.operation(idOf(count)))?.estate).toMatchObject(named)
    expect(await registry.isDecided(after, 't.yaml', 'b')).toBe(true)
    const [entries, checkpoints] = [
      await registry.auditEntries(after),
      await registry.auditCheckpoints(after),
    ]
    expect(entries.at(-1)).toMatchObject({
      kind: 'moved',
      body: { from: nameOf(before), to: 'newco/tenants' },
    })
    expect(checkpoints.every(isSigned)).toBe(true)
    expect(verifyChain(entries, { estate: 'newco/tenants', checkpoints, keys: undefined })).toMatchObject({
      entries: entries.length,
      covered: entries.length - 1,
    })
    expect(
      verifyChain(entries.slice(0, -1), { estate: 'newco/tenants', checkpoints, keys: undefined }),
    ).toMatchObject({
      says: expect.stringContaining('another estate'),
    })
  })

  test('jobs that waited under the old name are done under the new one, also after two renames', async () => {
    const first = await lived()
    const second = { ...first, repo: 'second' }
    const third = { ...first, repo: 'third' }
    await registry.rememberEstates([second])
    await registry.rememberEstates([third])
    const { id: _, ...unnumbered } = first
    for (const estate of [first, unnumbered])
      expect(await findEstate({ do: 'watch', estate }, { registry, log: { warn: fail } })).toMatchObject({
        estate: { owner: first.owner, repo: 'third' },
      })
    expect(
      await findEstate(
        { do: 'review', pull: { estate: first, number: 3 } },
        { registry, log: { warn: fail } },
      ),
    ).toMatchObject({ pull: { estate: { repo: 'third' }, number: 3 } })
  })

  test('what began under the old name is undone, and leaves no second chain', async () => {
    const before = await lived()
    await registry.rememberEstates([{ ...before, repo: 'renamed' }])
    await expect(
      registry.saveDecision(before, { pull: 9, headSha: 'z', author: 'ria', blobs: {} } as never),
    ).rejects.toThrow('another name')
    expect(await rowsOf(before)).toEqual([])
  })

  test('two processes that hear of it at once move it once', async () => {
    const before = await lived()
    const after = { ...before, repo: 'renamed' }
    await Promise.all([1, 2, 3].map(() => registry.rememberEstates([after])))
    const entries = await registry.auditEntries(after)
    expect(entries.filter(({ kind }) => kind === 'moved')).toHaveLength(1)
    expect((await registry.displacedEstates()).map(({ estate }) => estate.owner)).not.toContain(before.owner)
  })
})

describe('another repository under a known name', () => {
  const warned: string[] = []
  const log = { warn: (_: unknown, says?: string) => void warned.push(says ?? '') }

  test('inherits nothing: its jobs are refused, nothing is looked at, and why is told', async () => {
    const known = await lived()
    const stranger = { ...known, id: 999 }
    await registry.rememberEstates([stranger])
    expect(await registry.displacedEstates()).toContainEqual({
      estate: { owner: known.owner, repo: known.repo },
      why: expect.stringContaining('another repository now, number 999'),
    })
    expect((await registry.knownEstates()).map(({ estate }) => nameOf(estate))).not.toContain(nameOf(known))
    expect(await findEstate({ do: 'watch', estate: stranger }, { registry, log })).toBeUndefined()
    expect(await findEstate({ do: 'watch', estate: known }, { registry, log })).toBeUndefined()
    expect(await findEstate({ do: 'operate', operation: idOf(count) }, { registry, log })).toBeUndefined()
    expect(warned).toHaveLength(3)
  })

  test('is an estate of its own once the first one is heard of under its new name', async () => {
    const known = await lived()
    const stranger = { ...known, id: 998 }
    await registry.rememberEstates([stranger])
    await registry.rememberEstates([{ ...known, repo: 'moved-on' }])
    await registry.rememberEstates([stranger])
    expect(await registry.whereIs(stranger)).toMatchObject({ is: 'here', estate: { repo: known.repo } })
    expect(await rowsOf(stranger)).toEqual(['estates'])
    expect(await registry.whereIs({ ...known, repo: 'moved-on' })).toMatchObject({ is: 'here' })
    const { id: _, ...unnumbered } = stranger
    expect(await registry.whereIs(unnumbered)).toMatchObject({ is: 'here', estate: { repo: known.repo } })
  })

  test('a rename onto a name that something is kept under is refused, until that one has gone', async () => {
    const [one, other] = [await lived(), await lived()]
    await registry.rememberEstates([{ ...one, owner: other.owner }])
    expect((await registry.displacedEstates()).map(({ estate }) => estate.owner)).toEqual(
      expect.arrayContaining([one.owner, other.owner]),
    )
    await registry.rememberEstates([{ ...other, repo: 'elsewhere' }])
    await registry.rememberEstates([{ ...one, owner: other.owner }])
    expect(await registry.whereIs({ ...one, owner: other.owner })).toMatchObject({ is: 'here' })
    expect(await registry.auditSize({ owner: other.owner, repo: 'elsewhere' })).toBe(3)
  })
})

test('of an estate whose number nobody heard yet it is learnt, and an id that is not told changes nothing', async () => {
  const { id, ...old } = await lived()
  await client.query('update estates set repository = null where owner = $1', [old.owner])
  await registry.rememberEstates([old])
  await registry.rememberEstates([{ ...old, id }])
  await registry.rememberEstates([{ ...old, repo: 'renamed', id }])
  expect(await rowsOf(old)).toEqual([])
})

test('the serving role moves whole estates, and changes no line of one', async () => {
  const { owner } = await lived()
  const serving = new pg.Client(
    Object.assign(new URL(await urlOf()), { username: role, password: 'word' }).toString(),
  )
  await serving.connect()
  await serving.query("set landlord.moving = 'on'")
  await expect(serving.query(`update audit set repo = 'x' where owner = '${owner}'`)).rejects.toThrow(
    'permission denied',
  )
  await serving.end()
  await client.query("set landlord.moving = 'on'")
  await expect(client.query(`update audit set tenant = 'x' where owner = '${owner}'`)).rejects.toThrow(
    'only grows',
  )
  await client.query('reset landlord.moving')
})

const urlOf = (): Promise<string> =>
  Promise.resolve(
    `postgresql://${client.user ?? ''}:${client.password ?? ''}@${client.host}:${client.port}/${client.database ?? ''}`,
  )

function fail(): never {
  throw new Error('It was refused.')
}
