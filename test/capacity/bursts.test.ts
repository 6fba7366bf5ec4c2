import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { burstsOf, type Bursts } from '../../src/capacity/bursts.ts'
import { holdingOf } from '../../src/capacity/holding.ts'
import { defaultTiers } from '../../src/tenant/settings/default-tiers.ts'
import type { Pool } from '../../src/tenant/settings/settings.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aPool, asking } from './a-pool.ts'

const borrower = (id: string, tier: string, quota: number, queriesPerMinute: number): Tenant =>
  asking(id, quota, { tier, borrow: { queriesPerMinute } })

function queries(pool: Pool, tenants: readonly Tenant[]): Bursts {
  const holdings = tenants.flatMap((tenant) => holdingOf(tenant, '2026-11-21') ?? [])
  const [first] = burstsOf(pool, holdings, defaultTiers)
  if (first === undefined) throw new Error('no bursts')
  return first
}

const words = ({ all }: Bursts) =>
  all.throttled.map(({ tenant, of, asked, given }) => `${tenant}: ${given} of ${asked} ${of}`)

describe('the three cases', () => {
  test('with room for everything nobody is throttled', () => {
    const bursts = queries(aPool(), [borrower('one', 'gold', 300, 100), borrower('two', 'bronze', 100, 50)])
    expect(bursts).toEqual({
      ...{ pool: 'mumbai', resource: 'queriesPerMinute', usable: 1000, nominal: 400 },
      one: { tenant: 'one', tier: 'gold', of: 'borrowed', asked: 100, given: 100 },
      all: { asked: 550, given: 550, throttled: [] },
    })
  })

  test('one who bursts gets what the others leave, and never more than is lent', () => {
    expect(queries(aPool(), [borrower('one', 'gold', 900, 300)]).one?.given).toBe(100)
    expect(
      queries(aPool({ lend: { queriesPerMinute: 40 } }), [borrower('one', 'gold', 1, 300)]).one?.given,
    ).toBe(40)
  })

  test('where nobody borrows there is nobody to burst', () => {
    expect(queries(aPool(), [asking('one', 300)])).toMatchObject({ one: undefined, all: { throttled: [] } })
  })

  test('a tenant that is suspended keeps its quota and borrows nothing', () => {
    const held = {
      ...borrower('one', 'gold', 300, 100),
      lifecycle: { state: 'suspended', mode: 'hold' } as const,
    }
    expect(queries(aPool(), [held])).toMatchObject({ nominal: 300, one: undefined })
  })
})

describe('who is throttled first', () => {
  test('what the lower tier borrows goes first, whatever the order of the files', () => {
    const tenants = [
      borrower('one', 'gold', 400, 100),
      borrower('two', 'bronze', 400, 100),
      borrower('three', 'silver', 50, 100),
    ]
    expect(words(queries(aPool(), tenants))).toEqual(['two: 0 of 100 borrowed', 'three: 50 of 100 borrowed'])
  })

  test('within a tier all give up the same part', () => {
    const tenants = [borrower('one', 'gold', 450, 100), borrower('two', 'gold', 450, 300)]
    expect(words(queries(aPool(), tenants))).toEqual(['two: 75 of 300 borrowed', 'one: 25 of 100 borrowed'])
  })

  test('quotas are cut last, and alike: only an overcommitted pool falls short of them', () => {
    const tenants = [borrower('one', 'gold', 900, 100), asking('two', 300)]
    expect(words(queries(aPool({ overcommit: 1.2 }), tenants))).toEqual([
      'one: 0 of 100 borrowed',
      'one: 750 of 900 quota',
      'two: 250 of 300 quota',
    ])
  })
})

describe('whatever the tenants ask', () => {
  const amount = fc.integer({ min: 0, max: 800 })
  const tenants = fc.array(fc.tuple(fc.constantFrom('gold', 'silver', 'bronze', 'unknown'), amount, amount), {
    maxLength: 6,
  })
  const pools = fc.record({
    reserve: fc.integer({ min: 0, max: 400 }),
    lend: fc.option(fc.integer({ min: 0, max: 600 })),
  })

  test('nothing is given that is not there, the sums add up, and no loan exceeds what is lent', () => {
    fc.assert(
      fc.property(tenants, pools, (asked, { reserve, lend }) => {
        const all = asked.map(([tier, quota, more], index) => borrower(`t${index}`, tier, quota, more))
        const pool = aPool({
          reserve: { queriesPerMinute: reserve },
          ...(lend === null ? {} : { lend: { queriesPerMinute: lend } }),
        })
        const bursts = queries(pool, all)
        const most = Math.min(lend ?? Infinity, 1000 - reserve)
        expect(bursts.usable).toBe(1000 - reserve)
        expect(bursts.nominal).toBe(asked.reduce((sum, [, quota]) => sum + quota, 0))
        expect(bursts.all.asked).toBe(asked.reduce((sum, [, quota, more]) => sum + quota + more, 0))
        expect(bursts.all.given).toBeLessThanOrEqual(bursts.usable)
        expect(bursts.one?.given ?? 0).toBeLessThanOrEqual(most)
        const cut = bursts.all.throttled.reduce((sum, share) => sum + share.asked - share.given, 0)
        expect(bursts.all.asked - bursts.all.given).toBe(cut)
        const borrowed = bursts.all.given - Math.min(bursts.nominal, bursts.usable)
        expect(borrowed).toBeLessThanOrEqual(most)
        // No quota is touched while anything is still lent.
        const quotasCut = bursts.all.throttled.some(({ of }) => of === 'quota')
        if (quotasCut) expect(borrowed).toBeLessThanOrEqual(0)
      }),
    )
  })
})
