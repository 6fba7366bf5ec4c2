import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import { verifyChain } from '../../src/audit/verify.ts'
import { authorise } from '../../src/provisioning/authorise.ts'
import { enter } from '../../src/provisioning/step.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'
import { anOperation, later, t0 } from '../operation-builders.ts'

let registry: Registry
let client: pg.Client
const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const other = { ...estate, repo: 'other' }

beforeAll(async () => {
  const url = await freshDatabase()
  registry = await openRegistry(url)
  client = new pg.Client(url)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await registry.close()
})

let ids = 0
const fresh = (of = estate) =>
  anOperation({
    id: `op_${String(++ids).padStart(20, '0')}`,
    sha: String(ids).padStart(40, '0'),
    estate: of,
    state: 'UNAUTHORISED',
  })
const nobody = { estate: 'acme/estate', checkpoints: [], keys: undefined }

test('what is made and what goes on is in the chain, and the chain verifies', async () => {
  const operation = fresh()
  await registry.createOperation(operation)
  await registry.createOperation(operation)
  const by = {
    by: 'break-glass',
    login: 'pat',
    reason: 'The hospital opens at six.',
    at: t0.toISOString(),
  } as const
  await registry.saveBreakGlass(operation, authorise(operation, by, later(5)), later(60).toISOString())
  const entries = await registry.auditEntries(estate)
  expect(entries.map(({ kind }) => kind)).toEqual(['operation', 'operation', 'break-glass'])
  expect(verifyChain(entries, nobody)).toMatchObject({ entries: 3 })
})

describe('names and words are digests in it', () => {
  const known = async () => [...(await registry.auditMeanings(estate)).values()]
  test('and what they mean lies beside it', async () => {
    expect(JSON.stringify(await registry.auditEntries(estate))).not.toMatch(/"pat"|hospital/)
    expect(await known()).toEqual(expect.arrayContaining(['pat', 'The hospital opens at six.']))
  })

  test('erased, nobody knows whom they mean, it still verifies, and says that it was done without saying to whom', async () => {
    const spared = ['Ask patrick, or pat-2, about the pattern.', 'compat']
    const gone = ['pat broke it.', 'See @PAT’s note', 'said Pat']
    for (const [n, why] of [...spared, ...gone].entries()) {
      const head = { pull: n + 1, headSha: 'a' }
      await registry.saveDecision(estate, { ...head, author: 'ria', blobs: {} } as never)
      await registry.withdrawDecision(estate, head, why)
    }
    const size = await registry.auditSize(estate)
    expect(await registry.namedIn(estate, 'PAT')).toMatchObject({ names: 1, words: 4 })
    expect(await registry.erasePerson(estate, 'PAT', 'DSR-12')).toMatchObject({ names: 1, words: 4 })
    const left = await known()
    expect(left).toEqual(expect.arrayContaining(spared))
    for (const text of ['pat', ...gone]) expect(left).not.toContain(text)
    const entries = await registry.auditEntries(estate)
    expect(verifyChain(entries, nobody)).toMatchObject({ entries: size + 1 })
    const { kind, body } = entries.at(-1) ?? {}
    expect([kind, body]).toEqual(['erased', { digests: expect.any(Array), reference: 'DSR-12' }])
    expect(
      (body?.digests as string[]).filter((digest) => JSON.stringify(entries.slice(0, -1)).includes(digest)),
    ).toHaveLength(5)
  })

  test.each(['nobody', '.*', '', 'pat'])(
    'of “%s” nothing is known, and nothing is written',
    async (person) => {
      const size = await registry.auditSize(estate)
      for (const [of, who] of [
        [estate, person],
        [other, 'ria'],
      ] as const)
        expect(await registry.erasePerson(of, who)).toMatchObject({ names: 0, words: 0, rows: 0 })
      expect(await registry.auditSize(estate)).toBe(size)
    },
  )

  test('who comes back is known by another digest', async () => {
    const before = JSON.stringify(await registry.auditEntries(estate))
    await registry.saveDecision(estate, { pull: 99, headSha: 'b', author: 'pat', blobs: {} } as never)
    const { body } = (await registry.auditEntries(estate)).at(-1) ?? {}
    expect(before).not.toContain((body?.author as { digest: string }).digest)
  })
})

test('a transition that loses the race leaves no line', async () => {
  const operation = fresh()
  await registry.createOperation(operation)
  const to = enter(operation, 'REVERTED', later(1), {})
  const size = await registry.auditSize(estate)
  expect(await registry.saveTransition(operation, to)).toBe(true)
  expect(await registry.saveTransition(operation, to)).toBe(false)
  expect(await registry.auditSize(estate)).toBe(size + 1)
})

test('many at once make one chain each, and no estate sees another’s', async () => {
  const before = await registry.auditSize(estate)
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => registry.createOperation(fresh(n % 2 === 0 ? estate : other))),
  )
  const [ours, theirs] = await Promise.all([registry.auditEntries(estate), registry.auditEntries(other)])
  expect([ours.length, theirs.length]).toEqual([before + 10, 10])
  expect(verifyChain(ours, nobody)).toMatchObject({ entries: before + 10 })
  expect(verifyChain(theirs, nobody)).toMatchObject({ entries: 10 })
})

describe('lines are only added', () => {
  test.each(["update audit set kind = 'x'", 'delete from audit', 'truncate audit'])(
    '%s is refused',
    async (sql) => {
      await expect(client.query(sql)).rejects.toThrow('audit only grows')
    },
  )
  test('who switches that off is found out', async () => {
    await client.query('alter table audit disable trigger all')
    await client.query(`update audit set tenant = 'somebody-else' where repo = 'estate' and seq = 1`)
    await client.query('alter table audit enable trigger all')
    expect(verifyChain(await registry.auditEntries(estate), nobody)).toMatchObject({ seq: 1 })
  })
})
