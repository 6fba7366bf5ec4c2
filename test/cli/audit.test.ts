import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import checkpointSchema from '../../schemas/audit-checkpoint.schema.json' with { type: 'json' }
import exportSchema from '../../schemas/audit-export.schema.json' with { type: 'json' }
import proofSchema from '../../schemas/audit-proof.schema.json' with { type: 'json' }
import type { Checkpoint } from '../../src/audit/checkpoint.ts'
import type { Consistency, Inclusion } from '../../src/audit/proof.ts'
import { exportChain, show, verify } from '../../src/cli/run-audit.ts'
import { erase } from '../../src/cli/run-audit-erase.ts'
import { checkProof, extend, prove } from '../../src/cli/run-audit-prove.ts'
import { anchorAudit } from '../../src/flows/anchor-audit.ts'
import { authorise } from '../../src/provisioning/authorise.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'
import { anOperation, later } from '../operation-builders.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const folder = mkdtempSync(join(tmpdir(), 'landlord-audit-'))
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const keyFile = join(folder, 'key.pem')
const ajv = new Ajv2020({ strict: false, schemas: [checkpointSchema, exportSchema, proofSchema] })
const isLine = ajv.getSchema(exportSchema.$id)
const isCheckpoint = ajv.getSchema(checkpointSchema.$id)
const isProof = ajv.getSchema(proofSchema.$id)

let registry: Registry
const anchors: string[] = []
const out: string[] = []
const err: string[] = []
const printed = (): string => out.splice(0).join('')

beforeAll(async () => {
  const url = await freshDatabase()
  process.env.DATABASE_URL = url
  registry = await openRegistry(url)
  await registry.rememberEstates([estate])
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(out.push(String(text))))
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean(err.push(String(text))))
  writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }))
  for (let day = 0; day < 3; day += 1) {
    for (let n = 0; n <= day * 2; n += 1) await record(day * 10 + n)
    await anchor(day)
  }
}, 30_000)
afterAll(async () => {
  jest.restoreAllMocks()
  delete process.env.DATABASE_URL
  process.exitCode = 0
  await registry.close()
  rmSync(folder, { recursive: true })
})

async function record(n: number): Promise<void> {
  const operation = anOperation({
    ...{ id: `op_${String(n).padStart(20, '0')}`, sha: String(n).padStart(40, '0') },
    ...{ estate, state: 'UNAUTHORISED' },
  })
  await registry.createOperation(operation)
  const glass = {
    by: 'break-glass',
    login: 'pat',
    reason: 'pat said so.',
    at: later(n).toISOString(),
  } as const
  await registry.saveBreakGlass(operation, authorise(operation, glass, later(n)), later(n + 9).toISOString())
}

const anchor = (day: number) =>
  anchorAudit(estate, {
    ...registry,
    publish: (_, checkpoint) => {
      const file = join(folder, `${checkpoint.size}.json`)
      writeFileSync(file, `${JSON.stringify(checkpoint)}\n`)
      anchors.push(file)
      return Promise.resolve()
    },
    key: privateKey,
    now: () => later(day * 86_400),
  })

const save = (name: string, value: unknown): string => {
  const file = join(folder, name)
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return file
}
const newest = async (): Promise<Checkpoint> =>
  (await registry.auditCheckpoints(estate)).at(-1) ?? Promise.reject(new Error('none'))

test('every line of an export is as its schema says, and so is what is committed to audit-anchors', async () => {
  await exportChain({})
  const lines = printed().trim().split('\n')
  expect(lines.length).toBeGreaterThan(20)
  for (const line of lines) expect([line, isLine?.(JSON.parse(line))]).toEqual([line, true])
  expect(anchors).toHaveLength(3)
  for (const checkpoint of await registry.auditCheckpoints(estate))
    expect([isCheckpoint?.(checkpoint), isCheckpoint?.errors]).toEqual([true, null])
})

test.each([
  ['a kind that there is not', { kind: 'forged' }],
  ['a hash cut off', { hash: 'abc' }],
  ['a field too many', { extra: 1 }],
  ['no time', { at: undefined }],
])('%s is not', async (_, change) => {
  const [entry] = await registry.auditEntries(estate)
  expect(isLine?.(JSON.parse(JSON.stringify({ type: 'entry', ...entry })))).toBe(true)
  expect(isLine?.(JSON.parse(JSON.stringify({ type: 'entry', ...entry, ...change })))).toBe(false)
})

describe('a proof', () => {
  test('of each entry is accepted by somebody else’s reading of the RFC', async () => {
    const { size } = await newest()
    for (let seq = 0; seq < size; seq += 1) {
      await prove(String(seq), {})
      const text = printed()
      const inclusion = JSON.parse(text) as Inclusion
      expect(isProof?.(inclusion)).toBe(true)
      expect(foreignInclusion(inclusion)).toBe(inclusion.checkpoint.root)
      checkProof(save('proof.json', text), { key: keyFile })
      expect(printed()).toContain(`✓ Entry ${seq} of acme/estate is under the checkpoint of ${size} entries.`)
    }
    expect(process.exitCode ?? 0).toBe(0)
  })

  test('that each older checkpoint is the beginning of the newest one is, too', async () => {
    for (const file of anchors) {
      await extend(file, {})
      const text = printed()
      const consistency = JSON.parse(text) as Consistency
      expect(isProof?.(consistency)).toBe(true)
      expect(foreignConsistency(consistency)).toEqual([consistency.older.root, consistency.newer.root])
      checkProof(save('proof.json', text), {})
      expect(printed()).toMatch(/✓ What the checkpoint of \d+ entries covered is the beginning/)
    }
    expect(process.exitCode ?? 0).toBe(0)
  })

  test.each<[string, (proof: Consistency) => unknown]>([
    ['a hash was changed', (proof) => ({ ...proof, proof: proof.proof.map(() => 'a'.repeat(64)) })],
    ['a hash is missing', (proof) => ({ ...proof, proof: proof.proof.slice(1) })],
    ['old and new are swapped', ({ older, newer, proof }) => ({ older: newer, newer: older, proof })],
    ['the older one was forged', (proof) => ({ ...proof, older: { ...proof.older, root: 'b'.repeat(64) } })],
  ])('is refused where %s', async (_, forge) => {
    await extend(anchors[1] ?? '', {})
    checkProof(save('forged.json', forge(JSON.parse(printed()) as Consistency)), {})
    expect([printed(), process.exitCode]).toEqual(['', 1])
    expect(err.pop()).toMatch(/^✗ /)
    process.exitCode = 0
  })

  test('under a key that nobody knows is refused, and what is no proof is said to be none', async () => {
    await prove('0', {})
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()
    checkProof(save('proof.json', printed()), { key: save('other.pem', other) })
    expect([process.exitCode, err.pop()]).toEqual([1, expect.stringContaining('key that is not known')])
    process.exitCode = 0
    expect(() => checkProof(save('none.json', '{"proof":[]}'), {})).toThrow('is no proof')
    expect(() => checkProof(anchors[0] ?? '', {})).toThrow('is no proof')
    await expect(extend(keyFile, {})).rejects.toThrow('is no checkpoint')
    await expect(prove('999', {})).rejects.toThrow('There is no entry 999')
  })

  test('from an older checkpoint to a chain that was written anew does not come about', async () => {
    await exportChain({})
    const chain = printed()
      .split('\n')
      .filter((line) => !line.includes('"checkpoint"'))
    const cut = save('cut.jsonl', chain.join('\n'))
    await expect(extend(anchors[2] ?? '', { from: cut })).rejects.toThrow('covers 0 entries')
  })
})

describe('erase', () => {
  test('without a yes nothing goes, and whom nobody knows is said', async () => {
    await expect(erase('pat', {})).rejects.toMatchObject({ fix: expect.stringContaining('--yes') })
    await expect(erase('nobody', { yes: true })).rejects.toThrow('names nobody')
    await show('retail', {})
    expect([...(await registry.auditMeanings(estate)).values()]).toContain('pat')
    printed()
  })

  test('forgets name and texts; the chain verifies, tells it, and its export names nobody', async () => {
    await erase('@pat', { yes: true, reference: 'DSR-12' })
    expect(printed()).toMatch(/^1 name and \d+ texts of the chain, and \d+ rows beside it erased/)
    await verify({ key: keyFile })
    expect(printed()).toContain('✓ acme/estate')
    await exportChain({})
    const chain = printed()
    expect(chain).toContain('"kind":"erased"')
    expect(chain).toContain('DSR-12')
    for (const line of chain.trim().split('\n')) expect(isLine?.(JSON.parse(line))).toBe(true)
    await show((await registry.auditEntries(estate))[0]?.tenant ?? '', {})
    expect(printed()).toMatch(/\[erased [0-9a-f]{8}\] broke the glass/)
  })
})

/*
 * A second opinion: the algorithm of transparency-dev/merkle (proof/verify.go), which decomposes a path into an inner part and a
 * border, where ours walks it as RFC 9162 writes it down.
 */
const node = (left: Buffer, right: Buffer): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.of(1), left, right]))
    .digest()
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const bits = (n: number): number => n.toString(2).replace(/^0$/, '').length
const ones = (n: number): number => n.toString(2).replaceAll('0', '').length
const inner = (index: number, size: number): number => bits(index ^ (size - 1))
const up = (seed: Buffer, path: readonly Buffer[], index: number): Buffer =>
  path.reduce((at, hash, level) => (((index >> level) & 1) === 0 ? node(at, hash) : node(hash, at)), seed)
const upRight = (seed: Buffer, path: readonly Buffer[], index: number): Buffer =>
  path.reduce((at, hash, level) => (((index >> level) & 1) === 1 ? node(hash, at) : at), seed)
const along = (seed: Buffer, border: readonly Buffer[]): Buffer =>
  border.reduce((at, hash) => node(hash, at), seed)

function foreignInclusion({ entry, checkpoint, proof }: Inclusion): string {
  const leaf = createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), hex(entry.hash)]))
    .digest()
  const path = proof.map(hex)
  const split = inner(entry.seq, checkpoint.size)
  expect(path).toHaveLength(split + ones(entry.seq >> split))
  return along(up(leaf, path.slice(0, split), entry.seq), path.slice(split)).toString('hex')
}

function foreignConsistency({ older, newer, proof }: Consistency): readonly string[] {
  if (older.size === newer.size) return proof.length === 0 ? [older.root, newer.root] : []
  const shift = Math.log2(older.size & -older.size)
  const isWhole = older.size === 2 ** shift
  const path = proof.map(hex)
  const seed = isWhole ? hex(older.root) : (path.shift() ?? Buffer.alloc(0))
  const split = inner(older.size - 1, newer.size) - shift
  expect(path).toHaveLength(split + ones((older.size - 1) >> (split + shift)))
  const mask = (older.size - 1) >> shift
  const [before, border] = [path.slice(0, split), path.slice(split)]
  return [
    along(upRight(seed, before, mask), border).toString('hex'),
    along(up(seed, before, mask), border).toString('hex'),
  ]
}
