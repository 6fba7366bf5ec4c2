import { describe, expect, test } from '@jest/globals'
import { riseBeside } from '../../src/approvals/cumulative.ts'
import { openSeats } from '../../src/approvals/open-seats.ts'
import type { Change } from '../../src/tenant/change.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aBudget, aChange, aSettings, aTenant, lakhs } from '../builders.ts'
import { parsed } from './estate.ts'

const of = (id: string, lakh: number, costCenter = 'CC-1'): Tenant =>
  aTenant({ id, costCenter, budget: aBudget(lakhs(lakh)) })
const onboards = (after: Tenant) => aChange({ after })
const changes = (before: Tenant, after: Tenant) => aChange({ kind: 'change', before, after })

/** Reasons of the CFO's seat; `earlier` and `others` stand beside the changes. */
function reasons(
  all: readonly Change[],
  { earlier = [], others = [] }: { earlier?: Tenant[]; others?: Tenant[] } = {},
) {
  const later = [...others, ...all.flatMap(({ after }) => after ?? [])]
  const seats = openSeats(
    parsed('[CFO] when budget.yearly >= lakh(10)\n* @acme/cfo'),
    all,
    all.map(({ file }) => ({ path: file })),
    aSettings(),
    undefined,
    riseBeside({ earlier, later }, 'INR'),
  )
  return seats.map(({ because }) => because)
}

describe('a large budget asked for as several small ones', () => {
  test('in one pull request opens the seat, with the numbers', () => {
    expect(reasons([onboards(of('one', 6)), onboards(of('two', 6))])).toEqual([
      expect.stringContaining(
        'Budget of ₹12,00,000 a year is at or above ₹10 lakh. That counts the ₹6,00,000 a year by which other tenants of cost centre CC-1 grow in 30 days, this pull request included.',
      ),
    ])
  })
  test('in several of the last 30 days as well', () => {
    expect(reasons([onboards(of('one', 6))], { others: [of('two', 6)] })).toHaveLength(1)
  })
  test('in raises, one after the other', () => {
    const [was, is] = [of('two', 2), of('two', 8)]
    expect(reasons([changes(of('one', 2), of('one', 5))], { earlier: [was], others: [is] })).toHaveLength(1)
  })
  test('moved in from another cost centre', () => {
    const moved = changes(of('one', 6, 'CC-2'), of('one', 6))
    expect(reasons([moved], { earlier: [of('one', 6, 'CC-2')], others: [of('two', 6)] })).toHaveLength(1)
  })
  test('with one that shrinks to make room for it', () => {
    const all = [onboards(of('one', 6)), onboards(of('two', 6)), changes(of('three', 9), of('three', 1))]
    expect(reasons(all, { earlier: [of('three', 9)] })).toHaveLength(1)
  })
})

describe('asks nobody', () => {
  test.each<[string, Change[], { earlier?: Tenant[]; others?: Tenant[] }]>([
    ['for other cost centres', [onboards(of('one', 6)), onboards(of('two', 6, 'CC-2'))], {}],
    [
      'for what has stood longer',
      [onboards(of('one', 6))],
      { earlier: [of('two', 6)], others: [of('two', 6)] },
    ],
    [
      'for a change that asks for no more',
      [changes(of('one', 6), of('one', 6))],
      { earlier: [of('one', 6)], others: [of('two', 6)] },
    ],
    ['below the threshold together', [onboards(of('one', 4)), onboards(of('two', 5))], {}],
    [
      'for what is retired',
      [onboards(of('one', 6))],
      { others: [{ ...of('two', 6), lifecycle: { state: 'retired' } }] },
    ],
  ])('%s', (_what, all, around) => {
    expect(reasons(all, around)).toEqual([])
  })
})
