import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { watchMain, type WatchIO } from '../../src/flows/watch-main.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import { aFile } from '../builders.ts'
import { t0 } from '../operation-builders.ts'
import { estateRules } from '../review/an-estate.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const path = 'tenants/vidya-school.yaml'
const source = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const file = aFile(path, source)
const settings = estateRules.find((one) => one.path.endsWith('settings.yml'))

function aWorld(over: Partial<WatchIO> = {}, seen: string | undefined = 'old') {
  const created: Operation[] = []
  const did: string[] = []
  const io: WatchIO = {
    loadTip: () => Promise.resolve('tip'),
    mainSeen: () => Promise.resolve(seen),
    saveMainSeen: (_, from, to) => {
      did.push(`seen ${from ?? 'never'} → ${to}`)
      return Promise.resolve(true)
    },
    loadBetween: (_, from, to) => {
      did.push(`between ${from} and ${to}`)
      return Promise.resolve({
        files: [{ path, before: undefined, after: file }],
        paths: [path],
        settings,
        parent: from,
        headSha: undefined,
        mergedAt: undefined,
      })
    },
    isDecided: () => Promise.resolve(false),
    broughtBy: () => Promise.resolve({ sha: 'c'.repeat(40), merged: undefined }),
    merge: ({ pull }) => Promise.resolve(void did.push(`merge #${pull}`)),
    wake: (id) => Promise.resolve(void did.push(`wake ${id}`)),
    deployed: () => Promise.resolve([]),
    operationsOfTenant: () => Promise.resolve(created),
    operationsOf: () => Promise.resolve([]),
    createOperation: (operation) => {
      created.push(operation)
      return Promise.resolve('new')
    },
    loadRules: () => Promise.resolve(estateRules),
    newId: () => 'op_1',
    now: () => t0,
    ...over,
  }
  return { io, created, did }
}

test('what was pushed is UNAUTHORISED at the commit that brought it, without a pull request', async () => {
  const { io, created, did } = aWorld()
  expect(await watchMain(estate, undefined, io)).toEqual({ seen: 'changed', pushed: ['vidya-school'] })
  expect(created).toMatchObject([
    {
      state: 'UNAUTHORISED',
      pull: undefined,
      sha: 'c'.repeat(40),
      blob: file.blob,
      reason: expect.stringContaining('pushed'),
    },
  ])
  expect(did).toEqual(['between old and tip', 'wake op_1', 'seen old → tip'])
})

const stands = {
  ...{ tenant: 'vidya-school', file: path, sha: 'a'.repeat(40), blob: file.blob, source },
  ...{ operation: 'op_0', activeSince: t0.toISOString() },
}
const merged = { estate, pull: 12, sha: 'd'.repeat(40) }

test.each<[string, Partial<WatchIO>, readonly string[]]>([
  [
    'what was decided',
    { isDecided: (_, at, blob) => Promise.resolve(at === path && blob === file.blob) },
    [],
  ],
  ['what stands anyway', { deployed: () => Promise.resolve([stands]) }, []],
  [
    'what a pull request brought, which is judged with that',
    { broughtBy: () => Promise.resolve({ sha: 'c'.repeat(40), merged }) },
    ['merge #12'],
  ],
])('%s is no push past the gate', async (_, over, expected) => {
  const { io, created, did } = aWorld(over)
  expect((await watchMain(estate, undefined, io)).pushed).toEqual([])
  expect(created).toEqual([])
  expect(did).toEqual(['between old and tip', ...expected, 'seen old → tip'])
})

test('the first look takes the branch as it is: adopting an estate accuses nobody', async () => {
  const { io, created, did } = aWorld({ mainSeen: () => Promise.resolve(undefined) })
  expect(await watchMain(estate, undefined, io)).toEqual({ seen: 'baseline', pushed: [] })
  expect([created, did]).toEqual([[], ['seen never → tip']])
})

test('but when the first thing ever heard of is a push, that push is looked at', async () => {
  const { io, created, did } = aWorld({ mainSeen: () => Promise.resolve(undefined) })
  await watchMain(estate, 'before', io)
  expect(created).toHaveLength(1)
  expect(did).toEqual(['between before and tip', 'wake op_1', 'seen never → tip'])
})

test('nothing new costs nothing', async () => {
  const { io, did } = aWorld({ loadTip: () => Promise.resolve('old') })
  expect(await watchMain(estate, undefined, io)).toEqual({ seen: 'unchanged', pushed: [] })
  expect(did).toEqual([])
})
