import { expect, describe, test } from '@jest/globals'
import { mergeChange, type MergeIO } from '../../src/flows/merge-change.ts'
import type { Deployed } from '../../src/provisioning/deployed.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { readFileSync } from 'node:fs'
import { aFile } from '../builders.ts'
import type { Decided } from '../../src/provisioning/authority.ts'
import { estateRules } from '../review/an-estate.ts'
import { anOperation, t0 } from '../operation-builders.ts'

const settings = aFile(
  '.github/landlord/settings.yml',
  readFileSync(new URL('../../.github/landlord/settings.yml', import.meta.url), 'utf8'),
)
const source = readFileSync(new URL('../../tenants/vidya-school.yaml', import.meta.url), 'utf8')
const path = 'tenants/vidya-school.yaml'
const file = aFile(path, source)
const mended = aFile(path, source.replace(/^name: .*$/m, 'name: Vidya School Pune'))
const retired = aFile(
  path,
  /^lifecycle:.*$/m.test(source)
    ? source.replace(/^lifecycle:.*$/m, 'lifecycle: retired')
    : `${source}lifecycle: retired\n`,
)
const merged = { estate: { owner: 'acme', repo: 'estate', installation: 7 }, pull: 12, sha: 'a'.repeat(40) }

const standing = (of: EstateFile): Deployed => ({
  tenant: 'vidya-school',
  file: path,
  sha: 'c'.repeat(40),
  blob: of.blob,
  source: '',
  operation: 'op_old',
  activeSince: t0.toISOString(),
})

type World = {
  before?: EstateFile
  after?: EstateFile
  stands?: Deployed
  earlier?: Operation[]
  settings?: EstateFile
  /** What was decided for the merged head; as a rule, just what was merged. */
  decided?: Decided | 'nothing'
  /** What was decided for the merge commit itself, in a queue. */
  queued?: Decided
  mergedAt?: string
}

async function merge(world: World) {
  const created: Operation[] = []
  const woken: string[] = []
  let ids = 0
  const io: MergeIO = {
    loadMerge: () =>
      Promise.resolve({
        files: [{ path, before: world.before, after: world.after }],
        paths: world.after === undefined ? [] : [path],
        settings: world.settings ?? settings,
        parent: 'f'.repeat(40),
        headSha: 'd'.repeat(40),
        mergedAt: world.mergedAt ?? '2026-11-21T10:00:00Z',
      }),
    decisionsSince: () => Promise.resolve('2026-11-01T00:00:00.000Z'),
    decidedFor: (_, { headSha }) =>
      Promise.resolve(
        headSha !== 'd'.repeat(40)
          ? world.queued
          : world.decided === 'nothing'
            ? undefined
            : (world.decided ?? { id: 3, blobs: { [path]: world.after?.blob ?? null } }),
      ),
    loadRules: (_, sha) => Promise.resolve(sha === 'f'.repeat(40) ? estateRules : []),
    deployed: () => Promise.resolve(world.stands === undefined ? [] : [world.stands]),
    operationsOfTenant: () => Promise.resolve(world.earlier ?? []),
    operationsOf: (_, pull) =>
      Promise.resolve(
        [...created, ...(world.earlier ?? [])].filter((it) => it.pull === pull || it.revertPull === pull),
      ),
    createOperation: (operation) => {
      if (created.some(({ sha, tenant }) => sha === operation.sha && tenant === operation.tenant))
        return Promise.resolve('known')
      created.push(operation)
      return Promise.resolve('new')
    },
    wake: (id) => Promise.resolve(void woken.push(id)),
    newId: () => `op_${String(++ids).padStart(20, '0')}`,
    now: () => t0,
  }
  const outcome = await mergeChange(merged, io)
  return { ...outcome, created, woken, again: () => mergeChange(merged, io) }
}
const ofTenant = (changes: Partial<Operation>) =>
  anOperation({ tenant: 'vidya-school', sha: 'e'.repeat(40), pull: 5, ...changes })

describe('what a merge starts', () => {
  test('a new tenant is onboarded, by the workflow the settings name', async () => {
    const { created, woken } = await merge({ after: file })
    expect(created).toMatchObject([
      {
        kind: 'onboard',
        tenant: 'vidya-school',
        blob: file.blob,
        sha: merged.sha,
        pull: 12,
        workflow: 'provision.yml',
        lastGoodSha: undefined,
        state: 'QUEUED',
      },
    ])
    expect(woken).toEqual([created[0]?.id])
  })

  test('told twice, it starts once, and is woken again', async () => {
    const { created, woken, again } = await merge({ after: file })
    await again()
    expect(created).toHaveLength(1)
    expect(woken).toHaveLength(2)
  })

  test('a change of what stands knows the last good commit', async () => {
    const { created } = await merge({ before: file, after: mended, stands: standing(file) })
    expect(created).toMatchObject([{ kind: 'change', lastGoodSha: 'c'.repeat(40) }])
  })

  test('one that takes the data of another over brings it until that was done, and never again', async () => {
    const moved = aFile(path, `${source}movedFrom: old-one\n`)
    const renamed = aFile(path, `${source.replace(/^name: .*$/m, 'name: Vidya Pune')}movedFrom: old-one\n`)
    const move = ofTenant({ movesFrom: 'old-one', state: 'ACTIVE' })
    const movesFrom = async (world: World) =>
      (await merge({ stands: standing(file), ...world })).created[0]?.movesFrom
    expect(await movesFrom({ before: file, after: moved })).toBe('old-one')
    // It failed, and nobody took the line out again.
    expect(
      await movesFrom({ before: moved, after: renamed, earlier: [{ ...move, state: 'REVERTED' }] }),
    ).toBe('old-one')
    expect(await movesFrom({ before: moved, after: renamed, earlier: [move] })).toBeUndefined()
    expect(await movesFrom({ before: file, after: mended })).toBeUndefined()
  })

  test.each([
    [
      'a file that comes back while its tenant stands is a change',
      { after: mended, stands: standing(file) },
      'change',
    ],
    [
      'a mended onboarding is an onboarding',
      { before: file, after: mended, earlier: [ofTenant({ state: 'REVERT_PR' })] },
      'onboard',
    ],
    [
      'a mended one that is still under way too',
      { before: file, after: mended, earlier: [ofTenant({ state: 'APPLYING' })] },
      'onboard',
    ],
    [
      'a tenant that nobody knows of is changed, and would not be destroyed',
      { before: file, after: mended },
      'change',
    ],
    ['a retirement of what stands', { before: file, after: retired, stands: standing(file) }, 'retire'],
  ] as [string, World, string][])('%s', async (_, world, kind) => {
    expect((await merge(world)).created.map((operation) => operation.kind)).toEqual([kind])
  })
})

describe('what needs no work', () => {
  test.each([
    ['the revert of an onboarding', { before: file }, 'nothing of it is deployed'],
    ['the revert of a change', { before: mended, after: file, stands: standing(file) }, 'already stands'],
    [
      'the removal of a tenant that stands',
      { before: file, stands: standing(file) },
      'deletion is not destruction',
    ],
    ['the retirement of one that never stood', { before: file, after: retired }, 'nothing is retired'],
  ] as [string, World, string][])('%s', async (_, world, because) => {
    const { created, skipped } = await merge(world)
    expect(created).toEqual([])
    expect(skipped).toMatchObject([{ tenant: 'vidya-school', because: expect.stringContaining(because) }])
  })

  test('but a return to what stood, while something else is being applied, is work', async () => {
    const { created } = await merge({
      before: mended,
      after: file,
      stands: standing(file),
      earlier: [ofTenant({ state: 'APPLYING', kind: 'change' })],
    })
    expect(created).toHaveLength(1)
  })

  test('the merge of a revert wakes the operation it reverts', async () => {
    const reverted = ofTenant({ state: 'REVERT_PR', revertPull: 12 })
    const { created, woken } = await merge({ before: file, earlier: [reverted] })
    expect(created).toEqual([])
    expect(woken).toEqual([reverted.id])
  })
})

describe('what went past the gate', () => {
  test('an invalid file is not provisioned, and its findings are told', async () => {
    const { created, findings } = await merge({ after: aFile(path, 'id: vidya-school\nbudget: lots\n') })
    expect(created).toEqual([])
    expect(findings.length).toBeGreaterThan(0)
  })

  test('without sound settings nothing is started and the merge is tried again', async () => {
    await expect(merge({ after: file, settings: aFile(settings.path, 'tiers: 3\n') })).rejects.toMatchObject({
      message: expect.stringContaining('not valid'),
      fix: expect.stringContaining('settings.yml'),
    })
  })
})

describe('what nobody decided on is not provisioned', () => {
  const rich = aFile(
    path,
    source.replace(/^budget: .*$/m, 'budget: {amount: 1500000, currency: INR, period: year}'),
  )

  test('decided is the content, not the commit: a squash of the decided file is queued under its decision', async () => {
    const { created } = await merge({ after: file, decided: { id: 9, blobs: { [path]: file.blob } } })
    expect(created).toMatchObject([{ state: 'QUEUED', authority: { by: 'decision', decision: 9 } }])
  })

  test.each<[string, World, string]>([
    ['merged past a check that was not green', { after: rich, decided: 'nothing' }, 'check was not green'],
    [
      'merged with another content than was decided',
      { after: rich, decided: { id: 3, blobs: { [path]: file.blob } } },
      'differs from the file that was approved',
    ],
    [
      'decided without this file',
      { after: rich, decided: { id: 3, blobs: {} } },
      'differs from the file that was approved',
    ],
    [
      'decided to go away, and came',
      { before: file, after: rich, decided: { id: 3, blobs: { [path]: null } } },
      'differs',
    ],
  ])('%s', async (_, world, because) => {
    const { created, woken, unauthorised } = await merge(world)
    expect(created).toMatchObject([
      {
        state: 'UNAUTHORISED',
        authority: undefined,
        reason: expect.stringContaining(because),
        history: [{ state: 'UNAUTHORISED' }],
      },
    ])
    expect(unauthorised).toEqual(['vidya-school'])
    // It is looked at, so that its pull request hears of it and the way back is opened.
    expect(woken).toEqual([created[0]?.id])
  })

  test('what a merge queue put together and judged is decided as it was merged', async () => {
    const { created } = await merge({
      after: rich,
      decided: { id: 3, blobs: { [path]: file.blob } },
      queued: { id: 4, blobs: { [path]: rich.blob } },
    })
    expect(created).toMatchObject([{ state: 'QUEUED', authority: { by: 'decision', decision: 4 } }])
  })

  test('and nothing once the pull request itself is green no more', async () => {
    const { created } = await merge({
      after: rich,
      decided: 'nothing',
      queued: { id: 4, blobs: { [path]: rich.blob } },
    })
    expect(created).toMatchObject([{ state: 'UNAUTHORISED' }])
  })

  test('who would have been asked is kept with it, by the rules before the change', async () => {
    const { created } = await merge({ after: rich, decided: 'nothing' })
    expect(created[0]?.skipped).toEqual([
      expect.objectContaining({
        name: 'CFO',
        approvers: ['@acme/cfo'],
        because: expect.stringContaining('₹'),
      }),
    ])
  })

  test('whom the review would not have asked is not named: what it costs is known here too', async () => {
    const { created } = await merge({ after: file, decided: 'nothing' })
    expect(created).toMatchObject([{ state: 'UNAUTHORISED', skipped: [] }])
  })

  test('what was merged before decisions were kept goes on as it did', async () => {
    const { created } = await merge({ after: rich, decided: 'nothing', mergedAt: '2026-10-31T23:59:59Z' })
    expect(created).toMatchObject([{ state: 'QUEUED', authority: { by: 'baseline' } }])
  })

  test('a return to what stands needs no decision, since nothing is done', async () => {
    const { created } = await merge({ before: rich, after: file, stands: standing(file), decided: 'nothing' })
    expect(created).toEqual([])
  })
})
