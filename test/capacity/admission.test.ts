import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { admit } from '../../src/capacity/admission.ts'
import { holdingOf } from '../../src/capacity/holding.ts'
import type { Change } from '../../src/tenant/change.ts'
import type { Pool } from '../../src/tenant/settings/settings.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aTenant } from '../builders.ts'
import { aPool, asking } from './a-pool.ts'

type Draws = Pick<Change, 'before' | 'after'>
type More = Partial<Parameters<typeof admit>[0]>

const joins = (after: Tenant): Draws => ({ before: undefined, after })
const judged = (pool: Pool, tenants: readonly Tenant[], changes: readonly Draws[], more: More = {}) =>
  admit({ pools: [pool], tenants, changes, on: '2026-11-21', ...more })
const sentences = (...args: Parameters<typeof judged>) =>
  judged(...args).findings.map(({ file, pointer, says, fix }) => `${file}${pointer}: ${says} → ${fix}`)

test('use counts everyone in the region who is not retired', () => {
  const { use, findings } = judged(
    aPool({ overcommit: 1.15 }),
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
    { pool: 'mumbai', resource: 'queriesPerMinute', claimed: 500, limit: 1150, held: [] },
    { pool: 'mumbai', resource: 'documentsPerMonth', claimed: 20, limit: 115_000, held: [] },
    { pool: 'mumbai', resource: 'storageGiB', claimed: 20, limit: 1150, held: [] },
  ])
})

test('a pool may be filled to the last', () => {
  const late = asking('late', 400)
  expect(sentences(aPool(), [asking('early', 600), late], [joins(late)])).toEqual([])
})

test('one more is refused, with the numbers and what would fit', () => {
  const late = asking('late', 401)
  expect(sentences(aPool(), [asking('early', 600), late], [joins(late)])).toEqual([
    'tenants/late.yaml/quotas/queriesPerMinute: The pool `mumbai` has room for 1,000 queries/min and would hold 1,001: 1 too many. `late` asks for 401. → Set `quotas: {queriesPerMinute: 400}` or less, choose another region, or have the pool enlarged in the settings.',
  ])
})

test('with no room at all nothing is suggested that would not fit', () => {
  const late = asking('late', 5)
  expect(sentences(aPool(), [asking('early', 1000), late], [joins(late)])).toEqual([
    'tenants/late.yaml/quotas/queriesPerMinute: The pool `mumbai` has room for 1,000 queries/min and would hold 1,005: 5 too many. `late` asks for 5. → Choose another region, or have the pool enlarged in the settings.',
  ])
})

test('each resource is counted on its own', () => {
  const late = aTenant({
    id: 'late',
    quotas: { queriesPerMinute: 1001, documentsPerMonth: 5, storageGiB: 2000 },
  })
  expect(judged(aPool(), [late], [joins(late)]).findings.map(({ pointer }) => pointer)).toEqual([
    '/quotas/queriesPerMinute',
    '/quotas/storageGiB',
  ])
})

test('a region without a pool takes no tenants', () => {
  const lost = asking('lost', 1, { region: 'eu-west-2' })
  expect(sentences(aPool(), [lost], [joins(lost)])).toEqual([
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
  expect(judged(aPool(), [asking('neighbour', 500), after], [{ before, after }]).findings).toHaveLength(
    refusals,
  )
})

test('a tenant that goes asks for nothing', () => {
  expect(judged(aPool(), [], [{ before: asking('gone', 5000), after: undefined }]).findings).toEqual([])
})

test('what is admitted fits, whoever else is there', () => {
  const quota = fc.integer({ min: 1, max: 600 })
  fc.assert(
    fc.property(fc.array(quota, { maxLength: 5 }), quota, (others, own) => {
      const late = asking('late', own)
      const { findings } = judged(
        aPool(),
        [...others.map((n, index) => asking(`t${index}`, n)), late],
        [joins(late)],
      )
      const total = others.reduce((sum, n) => sum + n, own)
      expect(findings.length > 0).toBe(total > 1000)
    }),
  )
})

describe('what is kept back and what is promised twice', () => {
  test('a reserve is promised to nobody', () => {
    const late = asking('late', 401)
    const pool = aPool({
      reserve: { queriesPerMinute: 100 },
      capacity: { ...aPool().capacity, queriesPerMinute: 1100 },
    })
    expect(sentences(pool, [asking('early', 600), late], [joins(late)])).toHaveLength(1)
    expect(judged(pool, [late], []).use[0]).toMatchObject({ limit: 1000 })
  })

  test('overcommit may differ by resource, and is 1 where none is named', () => {
    const pool = aPool({ overcommit: { queriesPerMinute: 1.5 } })
    expect(judged(pool, [], []).use.map(({ limit }) => limit)).toEqual([1500, 100_000, 1000])
  })
})

describe('borrowing', () => {
  const borrower = (queriesPerMinute: number) => asking('late', 10, { borrow: { queriesPerMinute } })

  test('nobody may ask for more than the pool ever lends', () => {
    const pool = aPool({ lend: { queriesPerMinute: 200 } })
    expect(sentences(pool, [borrower(200)], [joins(borrower(200))])).toEqual([])
    expect(sentences(pool, [borrower(201)], [joins(borrower(201))])).toEqual([
      'tenants/late.yaml/borrow/queriesPerMinute: `late` would borrow up to 201 queries/min, and the pool `mumbai` never lends more than 200. → Set `borrow: {queriesPerMinute: 200}` or less; what has to be there always is a quota.',
    ])
  })

  test('a pool that lends nothing says so', () => {
    const pool = aPool({ lend: { queriesPerMinute: 0 } })
    expect(sentences(pool, [borrower(1)], [joins(borrower(1))])[0]).toContain(
      'Leave `borrow.queriesPerMinute` out',
    )
  })

  test('one who borrows too much already may keep or lower it', () => {
    const pool = aPool({ lend: { queriesPerMinute: 5 } })
    expect(judged(pool, [borrower(8)], [{ before: borrower(9), after: borrower(8) }]).findings).toEqual([])
  })
})

describe('boosts', () => {
  const boosted = (until: string) =>
    asking('late', 300, { boosts: [{ quota: 'queriesPerMinute', by: 200, until, reason: 'A sale comes.' }] })

  test('count while they last, the last day included', () => {
    expect(judged(aPool(), [boosted('2026-11-21')], []).use[0]).toMatchObject({ claimed: 500 })
    expect(judged(aPool(), [boosted('2026-11-20')], []).use[0]).toMatchObject({ claimed: 300 })
  })

  test('one that does not fit is pointed at, since the quota itself would', () => {
    const late = boosted('2026-12-31')
    expect(sentences(aPool(), [asking('early', 600), late], [joins(late)])).toEqual([
      'tenants/late.yaml/boosts: The pool `mumbai` has room for 1,000 queries/min and would hold 1,100: 100 too many. `late` asks for 500, 200 of them for a time. → Boost it by 100 or less, or have the pool enlarged in the settings.',
    ])
  })
})

test('a boost is no way around a quota that does not fit', () => {
  const boosts = [{ quota: 'queriesPerMinute', by: 1, until: '2026-12-31', reason: 'A sale comes.' }] as const
  const late = asking('late', 500, { boosts })
  expect(judged(aPool(), [asking('early', 600), late], [joins(late)]).findings[0]?.pointer).toBe(
    '/quotas/queriesPerMinute',
  )
})

describe('a tenant that is being worked on', () => {
  test('draws the larger of what is deployed and what the base branch says', () => {
    const { use } = judged(aPool(), [asking('one', 500), asking('one', 200)], [])
    expect(use[0]).toMatchObject({ claimed: 500 })
  })

  test('and that moves draws from both regions', () => {
    const pools = [aPool(), aPool({ name: 'ireland', region: 'eu-west-1' })]
    const { use } = judged(aPool(), [asking('one', 500), asking('one', 500, { region: 'eu-west-1' })], [], {
      pools,
    })
    expect(
      use.filter(({ resource }) => resource === 'queriesPerMinute').map(({ claimed }) => claimed),
    ).toEqual([500, 500])
  })
})

describe('what approved pull requests hold', () => {
  const claimOf = (pull: number, id: string, quota: number) => ({
    pull,
    headSha: String(pull),
    place: pull,
    holdings: [holdingOf(asking(id, quota), '2026-11-21')].flatMap((holding) => holding ?? []),
  })

  test('is not there for others, and they are named', () => {
    const late = asking('late', 401)
    const claims = [claimOf(12, 'twelve', 400), claimOf(15, 'fifteen', 200)]
    expect(sentences(aPool(), [late], [joins(late)], { claims })).toEqual([
      'tenants/late.yaml/quotas/queriesPerMinute: The pool `mumbai` has room for 1,000 queries/min and would hold 1,001: 1 too many. `late` asks for 401. Approved before it and not yet merged: #12 (400), #15 (200). → Set `quotas: {queriesPerMinute: 400}` or less, choose another region, or have the pool enlarged in the settings. Should one of those pull requests be closed, this one is checked again by itself.',
    ])
    expect(judged(aPool(), [late], [joins(late)], { claims }).findings[0]?.rule).toBe('capacity/room-held')
  })

  test('is only what goes beyond what stands', () => {
    const { use } = judged(aPool(), [asking('one', 300)], [], { claims: [claimOf(12, 'one', 500)] })
    expect(use[0]).toMatchObject({ claimed: 500, held: [{ pull: 12, amount: 200 }] })
  })

  test('gives nothing back before it is merged', () => {
    const { use } = judged(aPool(), [asking('one', 300)], [], { claims: [claimOf(12, 'one', 100)] })
    expect(use[0]).toMatchObject({ claimed: 300, held: [] })
  })

  test('of the very tenant that changes, does not stand in its own way', () => {
    const after = asking('one', 900)
    expect(judged(aPool(), [after], [joins(after)], { claims: [claimOf(12, 'one', 900)] }).findings).toEqual(
      [],
    )
  })
})

describe('admission', () => {
  const quota = fc.integer({ min: 1, max: 700 })
  const others = fc.array(quota, { maxLength: 5 })
  const neighbours = (quotas: readonly number[]) => quotas.map((n, index) => asking(`t${index}`, n))

  test('is monotone: whoever asks for less is not refused where more was admitted', () => {
    fc.assert(
      fc.property(others, quota, quota, quota, (all, was, more, less) => {
        fc.pre(less <= more)
        const admits = (now: number) => {
          const after = asking('late', now)
          const change = { before: asking('late', was), after }
          return judged(aPool(), [...neighbours(all), after], [change]).findings.length === 0
        }
        if (admits(more)) expect(admits(less)).toBe(true)
      }),
    )
  })

  test('never refuses a neighbour less: another claim can only take room away', () => {
    fc.assert(
      fc.property(others, quota, quota, (all, own, claimed) => {
        const after = asking('late', own)
        const refused = (claims: Parameters<typeof admit>[0]['claims']) =>
          judged(aPool(), [...neighbours(all), after], [joins(after)], { claims: claims ?? [] }).findings
            .length
        const holding = holdingOf(asking('claimant', claimed), '2026-11-21')
        const claim = { pull: 2, headSha: 'b', place: 1, holdings: holding === undefined ? [] : [holding] }
        expect(refused([claim])).toBeGreaterThanOrEqual(refused([]))
      }),
    )
  })

  test('adds up: what is claimed is what stands and what is held beyond it', () => {
    fc.assert(
      fc.property(others, fc.array(quota, { maxLength: 4 }), (all, claimed) => {
        const claims = claimed.map((n, index) => ({
          ...{ pull: index + 1, headSha: 'b', place: index },
          holdings: [holdingOf(asking(`t${index}`, n), '2026-11-21')].flatMap((holding) => holding ?? []),
        }))
        const [without] = judged(aPool(), neighbours(all), []).use
        const [row] = judged(aPool(), neighbours(all), [], { claims }).use
        const held = row?.held.reduce((sum, { amount }) => sum + amount, 0)
        expect(row?.claimed).toBe((without?.claimed ?? 0) + (held ?? 0))
      }),
    )
  })
})
