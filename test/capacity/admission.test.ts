import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { admit, type Claim } from '../../src/capacity/admission.ts'
import type { Pool } from '../../src/tenant/settings.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aTenant } from '../builders.ts'

const aPool = (differences: Partial<Pool> = {}): Pool => ({
  name: 'mumbai',
  region: 'ap-south-1',
  capacity: { queriesPerMinute: 1000, documentsPerMonth: 100_000, storageGiB: 1000 },
  overcommit: 1,
  ...differences,
})

const asking = (id: string, queriesPerMinute: number, more: Partial<Tenant> = {}): Tenant =>
  aTenant({ id, quotas: { queriesPerMinute, documentsPerMonth: 10, storageGiB: 10 }, ...more })
const joins = (after: Tenant): Claim => ({ before: undefined, after })
const sentences = (...args: Parameters<typeof admit>) =>
  admit(...args).findings.map(({ file, pointer, says, fix }) => `${file}${pointer}: ${says} → ${fix}`)

test('use counts everyone in the region who is not retired', () => {
  const { use, findings } = admit(
    [aPool({ overcommit: 1.15 })],
    [
      asking('one', 300),
      asking('two', 200, { lifecycle: { state: 'suspended', mode: 'hold' } }),
      asking('gone', 400, { lifecycle: { state: 'retired' } }),
      asking('far', 400, { region: 'eu-west-1' }),
    ],
    [],
  )
  expect(findings).toEqual([])
  expect(use).toEqual([
    { pool: 'mumbai', resource: 'queriesPerMinute', claimed: 500, limit: 1150 },
    { pool: 'mumbai', resource: 'documentsPerMonth', claimed: 20, limit: 115_000 },
    { pool: 'mumbai', resource: 'storageGiB', claimed: 20, limit: 1150 },
  ])
})

test('a pool may be filled to the last', () => {
  const late = asking('late', 400)
  expect(sentences([aPool()], [asking('early', 600), late], [joins(late)])).toEqual([])
})

test('one more is refused, with the numbers and what would fit', () => {
  const late = asking('late', 401)
  expect(sentences([aPool()], [asking('early', 600), late], [joins(late)])).toEqual([
    'tenants/late.yaml/quotas/queriesPerMinute: The pool `mumbai` has room for 1,000 queries/min and would hold 1,001: 1 too many. `late` asks for 401. → Set `quotas: {queriesPerMinute: 400}` or less, choose another region, or have the pool enlarged in the settings.',
  ])
})

test('with no room at all nothing is suggested that would not fit', () => {
  const late = asking('late', 5)
  expect(sentences([aPool()], [asking('early', 1000), late], [joins(late)])).toEqual([
    'tenants/late.yaml/quotas/queriesPerMinute: The pool `mumbai` has room for 1,000 queries/min and would hold 1,005: 5 too many. `late` asks for 5. → Choose another region, or have the pool enlarged in the settings.',
  ])
})

test('each resource is counted on its own', () => {
  const late = aTenant({
    id: 'late',
    quotas: { queriesPerMinute: 1001, documentsPerMonth: 5, storageGiB: 2000 },
  })
  expect(admit([aPool()], [late], [joins(late)]).findings.map(({ pointer }) => pointer)).toEqual([
    '/quotas/queriesPerMinute',
    '/quotas/storageGiB',
  ])
})

test('a region without a pool takes no tenants', () => {
  const lost = asking('lost', 1, { region: 'eu-west-2' })
  expect(sentences([aPool()], [lost], [joins(lost)])).toEqual([
    'tenants/lost.yaml/region: No capacity pool stands in eu-west-2, so it takes no tenants. → Choose a region that has a pool, or have one added to the settings.',
  ])
})

test.each([
  ['shrinks', asking('t', 900), asking('t', 800), 0],
  ['stays as it is', asking('t', 900), asking('t', 900), 0],
  ['is retired', asking('t', 900), asking('t', 900, { lifecycle: { state: 'retired' } }), 0],
  ['grows', asking('t', 900), asking('t', 901), 1],
  ['comes from another region', asking('t', 900, { region: 'eu-west-1' }), asking('t', 900), 1],
  ['comes back from retirement', asking('t', 900, { lifecycle: { state: 'retired' } }), asking('t', 900), 1],
])('in a pool that is too full already, a tenant that %s', (_, before, after, refusals) => {
  expect(admit([aPool()], [asking('neighbour', 500), after], [{ before, after }]).findings).toHaveLength(
    refusals,
  )
})

test('a tenant that goes asks for nothing', () => {
  expect(admit([aPool()], [], [{ before: asking('gone', 5000), after: undefined }]).findings).toEqual([])
})

test('what is admitted fits, whoever else is there', () => {
  const quota = fc.integer({ min: 1, max: 600 })
  fc.assert(
    fc.property(fc.array(quota, { maxLength: 5 }), quota, (others, own) => {
      const late = asking('late', own)
      const { findings } = admit(
        [aPool()],
        [...others.map((n, index) => asking(`t${index}`, n)), late],
        [joins(late)],
      )
      const total = others.reduce((sum, n) => sum + n, own)
      expect(findings.length > 0).toBe(total > 1000)
    }),
  )
})
