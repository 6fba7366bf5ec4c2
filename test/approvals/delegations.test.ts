import { describe, expect, test } from '@jest/globals'
import type { Delegation } from '../../src/approvals/delegation.ts'
import { judgeDelegations } from '../../src/approvals/judge-delegations.ts'
import { delegationsPath, parseDelegations } from '../../src/approvals/parse-delegations.ts'
import type { People } from '../../src/approvals/people.ts'
import { tally } from '../../src/approvals/tally.ts'
import { aFile } from '../builders.ts'
import { aReview, aSeat, binding, somePeople } from './estate.ts'

type Row = Readonly<{ from: string; to: string; since?: string; until?: string }>

const parse = (rows: readonly Row[]) =>
  parseDelegations(
    aFile(
      delegationsPath,
      `apiVersion: landlord/v1\ndelegations:\n${rows
        .map((row) => `  - ${JSON.stringify({ until: '2026-11-30', reason: 'On leave', ...row })}\n`)
        .join('')}`,
    ),
  )
const flaws = (rows: readonly Row[]): readonly string[] =>
  parse(rows).findings.map(
    ({ line, severity, rule }) => `${line} ${severity} ${rule.replace('delegations/', '')}`,
  )

describe('a file of delegations', () => {
  const [carla, petra, tom] = ['carla', 'petra', 'tom']
  test.each<[string, Row[], string[]]>([
    ['one person away', [{ from: carla, to: petra }], []],
    [
      'two people away, one stands in for both',
      [
        { from: carla, to: petra },
        { from: tom, to: petra },
      ],
      [],
    ],
    [
      'one after the other',
      [
        { from: carla, to: petra, until: '2026-11-20' },
        { from: carla, to: tom, since: '2026-11-21' },
      ],
      [],
    ],
    [
      'two delegates on one day',
      [
        { from: carla, to: petra },
        { from: 'Carla', to: tom, since: '2026-11-30' },
      ],
      ['4 deny contradictory'],
    ],
    ['oneself', [{ from: carla, to: 'Carla' }], ['3 deny circular']],
    [
      'each other',
      [
        { from: carla, to: tom },
        { from: tom, to: carla },
      ],
      ['3 deny circular', '4 deny circular'],
    ],
    [
      'in a circle of three',
      [
        { from: carla, to: tom },
        { from: tom, to: petra },
        { from: petra, to: carla },
      ],
      ['3 deny circular', '4 deny circular', '5 deny circular'],
    ],
    [
      'each other, but not at the same time',
      [
        { from: carla, to: tom, until: '2026-11-20' },
        { from: tom, to: carla, since: '2026-11-21' },
      ],
      [],
    ],
    [
      'a chain, which is not followed',
      [
        { from: carla, to: tom },
        { from: tom, to: petra },
      ],
      ['3 warn chain'],
    ],
    ['an end before the beginning', [{ from: carla, to: tom, since: '2026-12-01' }], ['3 deny date']],
    ['a day that is none', [{ from: carla, to: tom, until: '2026-02-30' }], ['3 deny date']],
    ['no login', [{ from: '@carla', to: tom }], ['3 deny schema/pattern']],
  ])('%s', (_what, rows, expected) => {
    const found = flaws(rows)
    expect(found.map((one) => one.replace(/schema\/.*/, 'schema/pattern'))).toEqual(expected)
    expect(parse(rows).delegations === undefined).toBe(expected.some((one) => one.includes('deny')))
  })

  test('an end is wanted, and unknown keys are refused', () => {
    const file = aFile(
      delegationsPath,
      'apiVersion: landlord/v1\ndelegations:\n  - {from: a, to: b, reason: why, forever: true}\n',
    )
    expect(parseDelegations(file)).toMatchObject({
      delegations: undefined,
      findings: [{ line: 3 }, { line: 3 }],
    })
  })

  test('none is fine', () => {
    expect(parseDelegations(undefined)).toEqual({ delegations: [], findings: [] })
  })

  test('what is over, and who may not write, is told', () => {
    const delegations =
      parse([
        { from: carla, to: petra, until: '2026-11-20' },
        { from: tom, to: 'gone' },
      ]).delegations ?? []
    expect(judgeDelegations(delegations, { day: '2026-11-21', writers: ['petra'] })).toMatchObject([
      {
        rule: 'delegations/expired',
        severity: 'warn',
        line: 3,
        says: expect.stringContaining('until 20 Nov 2026'),
      },
      { rule: 'delegations/unknown', severity: 'warn', line: 4 },
    ])
  })
})

describe('a delegate', () => {
  const cfo = aSeat('CFO', ['@acme/cfo'])
  const away: Delegation = { from: 'Carla', to: 'petra', until: '2026-11-30', reason: 'On leave', line: 3 }
  const count = (
    people: Partial<People>,
    {
      day = '2026-11-21',
      seats = [cfo],
      delegations = [away],
    }: Partial<{ day: string; seats: ReturnType<typeof aSeat>[]; delegations: readonly Delegation[] }> = {},
  ) => tally(seats, somePeople(people), { ...binding, delegations, day })

  test('fills the seat of who is away, and it says for whom and until when', () => {
    expect(count({ reviews: [aReview('petra')] })).toMatchObject({
      decision: 'approved',
      seats: [
        {
          state: { state: 'filled', by: ['petra'] },
          standIns: [{ login: 'petra', for: 'carla', until: '2026-11-30' }],
        },
      ],
    })
  })

  test.each<[string, string, string]>([
    ['to the last day', '2026-11-30', 'approved'],
    ['and not a day longer', '2026-12-01', 'waiting'],
  ])('counts %s', (_what, day, decision) => {
    expect(count({ reviews: [aReview('petra')] }, { day }).decision).toBe(decision)
  })

  test.each<[string, Partial<People>, Partial<Delegation>, RegExp]>([
    [
      'whose time is over',
      {},
      { until: '2026-11-20' },
      /stood in for Carla until 20 Nov 2026, which is over/,
    ],
    ['whose time has not come', {}, { since: '2026-11-25' }, /stands in for Carla from 25 Nov 2026 only/],
    [
      'of the author: nobody approves their own change through another',
      { authors: ['carla'] },
      {},
      /stands in for Carla, who took part in writing/,
    ],
    [
      'of a CFO who may not write any more',
      { writers: ['petra'] },
      {},
      /is not among those who are asked here/,
    ],
    ['who may not write', { writers: ['carla'] }, {}, /may not write/],
    ['who wrote the change', { authors: ['petra'] }, {}, /took part in writing/],
  ])('%s does not count, and is told why', (_what, people, fields, why) => {
    const result = count(
      { ...people, reviews: [aReview('petra')] },
      { delegations: [{ ...away, ...fields }] },
    )
    expect(result.seats[0]?.state.state).not.toBe('filled')
    expect(result.discounted).toEqual([{ login: 'petra', why: expect.stringMatching(why) }])
  })

  test('of a delegate does not count: nothing is handed on', () => {
    const chain = [
      { ...away, to: 'tom' },
      { ...away, from: 'tom', to: 'petra' },
    ]
    expect(count({ reviews: [aReview('petra')] }, { delegations: chain }).decision).toBe('waiting')
  })

  test('and who is stood in for are one approval, not two', () => {
    const two = [aSeat('Two', ['@acme/platform'], 2)]
    const delegations = [{ ...away, from: 'pat', to: 'lena' }]
    expect(count({ reviews: [aReview('pat'), aReview('lena')] }, { seats: two, delegations }).decision).toBe(
      'waiting',
    )
    expect(
      count({ reviews: [aReview('petra'), aReview('lena')] }, { seats: two, delegations }).decision,
    ).toBe('approved')
  })

  test('of two people away is still one person', () => {
    const delegations = [away, { ...away, from: 'tom' }]
    expect(
      count({ reviews: [aReview('petra')] }, { seats: [cfo, aSeat('CTO', ['@acme/cto'])], delegations }),
    ).toMatchObject({
      decision: 'waiting',
      seats: [{ state: { state: 'filled' } }, { state: { state: 'open' } }],
    })
  })
})
