import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { mergeChange } from '../../src/flows/merge-change.ts'
import { runOperation, type OperationIO } from '../../src/flows/run-operation.ts'
import { isStanding } from '../../src/provisioning/operation.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { aFile } from '../builders.ts'
import { freshDatabase } from '../embedded.ts'
import { aResult, someChecks, t0 } from '../operation-builders.ts'
import { aWorld } from './operation-world.ts'

/** A merge of many tenants in the database that several processes share, each of which may end at any moment. */
const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const settings = aFile(
  '.github/landlord/settings.yml',
  read('.github/landlord/settings.yml').replace(
    /^ {2}waves: .*$/m,
    '  waves: { above: 10, canary: 1, size: 4, stopAfterFailures: 2 }',
  ),
)
const school = read('tenants/vidya-school.yaml')
const tenants = 'abcdefghijkl'.split('').map((letter) => `school-${letter}`)
const fileOf = (tenant: string, version: number) =>
  aFile(`tenants/${tenant}.yaml`, `${school.replace('vidya-school', tenant)}# version ${version}\n`)

let url: string
let registry: Registry
const { io: github, runs } = aWorld()
let ids = 0
beforeAll(async () => {
  url = await freshDatabase()
  registry = await openRegistry(url)
})
afterAll(() => registry.close())

/** Another process looks after the same estate from now on. */
const restart = async (): Promise<void> => {
  await registry.close()
  registry = await openRegistry(url)
}

/** All twelve files change in one pull request. */
async function merge(pull: number, version: number): Promise<void> {
  const files = tenants.map((tenant) => ({
    ...{ path: `tenants/${tenant}.yaml`, after: fileOf(tenant, version) },
    before: version === 1 ? undefined : fileOf(tenant, version - 1),
  }))
  const input = {
    ...{ files, paths: files.map(({ path }) => path), settings, parent: undefined },
    ...{ headSha: 'd'.repeat(40), mergedAt: t0.toISOString() },
  }
  const blobs = Object.fromEntries(files.map(({ path, after }) => [path, after.blob]))
  await mergeChange(
    { estate, pull, sha: String(pull).padStart(40, '0') },
    {
      ...registry,
      loadMerge: () => Promise.resolve(input),
      decidedFor: () => Promise.resolve({ id: 1, blobs }),
      loadRules: () => Promise.resolve([]),
      wake: () => Promise.resolve(),
      newId: () => `op_${String(++ids).padStart(20, '0')}`,
      now: () => t0,
    },
  )
}

/** What the reconciler does, until nothing moves any more. */
async function drive(): Promise<void> {
  const io: OperationIO = { ...github, ...registry }
  const states = async () => JSON.stringify((await registry.openOperations()).map(({ revision }) => revision))
  for (let before = ''; before !== (before = await states());)
    for (const { id } of await registry.openOperations()) await runOperation(id, io)
}

/** Ends the runs that are under way, and gives whose they were. */
async function end(failing: readonly string[] = []): Promise<readonly string[]> {
  const going = runs.filter(({ conclusion }) => conclusion === undefined)
  const whose: string[] = []
  for (const run of going) {
    const operation = await registry.operation(run.operation)
    if (operation === undefined) throw new Error(`${run.operation} is not kept.`)
    const { id, tenant, sha, lastGoodSha } = operation
    const fails = run.action === 'apply' && failing.includes(tenant)
    const checks = someChecks(fails ? { 'tenant-isolation': 'fail' } : {})
    const outcome = fails ? ('failed' as const) : ('succeeded' as const)
    const at = run.action === 'rollback' ? (lastGoodSha ?? sha) : sha
    const result = aResult({ operation: id, tenant, action: run.action, sha: at, outcome, checks })
    Object.assign(run, { conclusion: fails ? 'failure' : 'success', result })
    whose.push(`${run.action} ${tenant.slice(-1)}`)
  }
  await drive()
  return whose.toSorted()
}
const inState = async (state: string) => {
  const newest = await Promise.all(tenants.map((tenant) => registry.operationsOfTenant(estate, tenant)))
  return newest
    .flatMap(([operation]) => (operation?.state === state ? [operation.tenant.slice(-1)] : []))
    .join('')
}

test('twelve tenants go canary first, then four by four, whoever looks after them', async () => {
  await merge(12, 1)
  await drive()
  expect(await end()).toEqual(['apply a'])
  await restart()
  await merge(12, 1) // The delivery comes twice.
  await drive()
  expect(await end()).toEqual(['apply b', 'apply c', 'apply d', 'apply e'])
  await restart()
  expect(await end()).toEqual(['apply f', 'apply g', 'apply h', 'apply i'])
  expect(await end()).toEqual(['apply j', 'apply k', 'apply l'])
  expect(await inState('ACTIVE')).toBe('abcdefghijkl')
  expect(await registry.deployed(estate)).toHaveLength(12)
}, 60_000)

test('two of a wave fail: they go back to what was good, and nobody after them is touched', async () => {
  await merge(13, 2)
  await drive()
  expect(await end()).toEqual(['apply a'])
  expect(await end(['school-b', 'school-d'])).toEqual(['apply b', 'apply c', 'apply d', 'apply e'])
  await restart()
  expect(await end()).toEqual(['rollback b', 'rollback d'])
  expect(await end()).toEqual([])
  expect(await inState('ACTIVE')).toBe('ace')
  expect(await inState('REVERT_PR')).toBe('bd')
  expect(await inState('QUARANTINED')).toBe('fghijkl')
  const [stopped] = await registry.operationsOfTenant(estate, 'school-f')
  expect(stopped?.reason).toContain('school-b, school-d did not succeed')
  // What stands is what stood: only the three that were proven are at the new commit.
  const now = (await registry.deployed(estate)).filter(({ sha }) => sha.endsWith('13'))
  expect(now.map(({ tenant }) => tenant.slice(-1)).join('')).toBe('ace')
  const all = await registry.operationsOfTenant(estate, 'school-a')
  expect(all.map(({ state }) => isStanding(state))).toEqual([true, true])
}, 60_000)
