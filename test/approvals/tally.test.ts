import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Binding } from '../../src/approvals/opinions.ts'
import type { People, Review } from '../../src/approvals/people.ts'
import type { Seat } from '../../src/approvals/seat.ts'
import { tally } from '../../src/approvals/tally.ts'
import { aReview, aSeat, binding, somePeople } from './estate.ts'

const cfo = aSeat('CFO', ['@acme/cfo'])
const cto = aSeat('CTO', ['@acme/cto'])
const platform = aSeat('Platform', ['@acme/platform'])
const old = '0'.repeat(40)

const count = (
  seats: readonly Seat[],
  people: Partial<People>,
  bound: Partial<typeof binding & Binding> = {},
) => tally(seats, somePeople(people), { ...binding, ...bound })
const states = (seats: readonly Seat[], people: Partial<People>) =>
  count(seats, people).seats.map(({ state }) => state)

describe('the decision', () => {
  test('without a seat is automatic', () => {
    expect(count([], {})).toEqual({
      seats: [],
      discounted: [],
      notes: [],
      decision: 'automatic',
      digest: 'd1',
    })
  })
  test('with only an optional seat is automatic too, and says who approved', () => {
    const result = count([aSeat('Docs', ['@acme/platform'], 0)], { reviews: [aReview('pat')] })
    expect(result).toMatchObject({
      decision: 'automatic',
      discounted: [],
      seats: [{ state: { state: 'filled', by: ['pat'] } }],
    })
  })
  test('waits for an open seat, and names who can fill it', () => {
    expect(count([platform], {})).toMatchObject({
      decision: 'waiting',
      seats: [{ state: { state: 'open', by: [], eligible: ['pat', 'petra'] } }],
    })
  })
  test('is approved when every seat is filled', () => {
    expect(count([cfo, platform], { reviews: [aReview('petra'), aReview('CARLA')] })).toMatchObject({
      decision: 'approved',
      discounted: [],
      seats: [{ state: { state: 'filled', by: ['carla'] } }, { state: { state: 'filled', by: ['petra'] } }],
    })
  })
  test('is vetoed by whoever may fill a seat, also when every seat is filled', () => {
    const reviews = [aReview('pat'), aReview('petra', { state: 'CHANGES_REQUESTED', sha: old })]
    expect(count([platform], { reviews })).toMatchObject({
      decision: 'vetoed',
      notes: ['petra has asked for changes.'],
      seats: [{ state: { state: 'filled', by: ['pat'] } }],
    })
  })
  test('is not vetoed by anybody else, who is told so', () => {
    expect(
      count([cfo], { reviews: [aReview('carla'), aReview('tom', { state: 'CHANGES_REQUESTED' })] }),
    ).toMatchObject({
      decision: 'approved',
      discounted: [
        { login: 'tom', why: 'asked for changes, but may fill no seat here, so it holds nothing up' },
      ],
    })
  })
  test('offline leaves every seat open', () => {
    expect(tally([cfo], undefined, binding)).toMatchObject({
      decision: 'waiting',
      seats: [{ state: { state: 'open', by: [], eligible: ['@acme/cfo'] } }],
    })
    expect(tally([], undefined, binding).decision).toBe('automatic')
  })
})

describe('a review that does not count says why', () => {
  const wrote = { authors: ['pat'] }
  test.each<[string, Partial<People>, Partial<Review>, RegExp]>([
    ['a bot', {}, { login: 'pat', isBot: true }, /^a bot’s review does not count$/],
    ['a bot by its name', {}, { login: 'renovate[bot]' }, /^a bot’s review/],
    ['an author', wrote, {}, /took part in writing/],
    ['an author in other letters', { authors: ['PAT'] }, {}, /took part in writing/],
    ['one who may not write any more', { writers: ['petra'] }, {}, /may not write to this repository/],
    ['a dismissed one', {}, { state: 'DISMISSED' }, /dismissed/],
    [
      'one of a stranger to the seats',
      {},
      { login: 'lena' },
      /not among those who are asked here \(@acme\/platform\)/,
    ],
    [
      'any, while a commit’s author is unknown',
      { unknownAuthors: [{ sha: '1234567890', email: 'x@y.z' }] },
      {},
      /not known who wrote commit 1234567/,
    ],
  ])('%s', (_who, people, fields, why) => {
    const result = count([platform], { ...people, reviews: [aReview('pat', fields)] })
    expect(result.discounted).toEqual([{ login: fields.login ?? 'pat', why: expect.stringMatching(why) }])
    expect(result.decision).toBe('waiting')
    expect(result.seats[0]?.state).toMatchObject({ state: 'open', by: [] })
  })
  test('one too many', () => {
    expect(count([platform], { reviews: [aReview('pat'), aReview('petra')] }).discounted).toEqual([
      { login: 'petra', why: 'may fill Platform, where others sit already' },
    ])
  })
  test('one that nobody needs', () => {
    expect(count([], { reviews: [aReview('pat')] })).toMatchObject({
      decision: 'automatic',
      discounted: [{ login: 'pat', why: 'no seat is open, so no approval is needed' }],
    })
  })
  test('a comment is no review that could count, and is passed over', () => {
    expect(count([platform], { reviews: [aReview('pat', { state: 'COMMENTED' })] }).discounted).toEqual([])
  })
})

describe('a person’s last word counts', () => {
  const at = (hour: number, state: Review['state']) =>
    aReview('pat', { state, submittedAt: `2026-11-21T${hour}:00:00Z` })
  test.each<[string, Review[], string]>([
    ['a comment keeps the approval before it', [at(10, 'APPROVED'), at(11, 'COMMENTED')], 'approved'],
    ['an objection takes it back', [at(10, 'APPROVED'), at(11, 'CHANGES_REQUESTED')], 'vetoed'],
    ['an approval ends the objection', [at(10, 'CHANGES_REQUESTED'), at(11, 'APPROVED')], 'approved'],
    ['a dismissal revives nothing older', [at(10, 'APPROVED'), at(11, 'DISMISSED')], 'waiting'],
    ['a dismissal ends the objection', [at(10, 'CHANGES_REQUESTED'), at(11, 'DISMISSED')], 'waiting'],
    [
      'the order in which they arrive does not matter',
      [at(11, 'APPROVED'), at(10, 'CHANGES_REQUESTED')],
      'approved',
    ],
    ['of two at once the more careful one', [at(10, 'CHANGES_REQUESTED'), at(10, 'APPROVED')], 'vetoed'],
  ])('%s', (_what, reviews, decision) => {
    expect(count([platform], { reviews }).decision).toBe(decision)
  })
})

describe('an approval is bound to what its seat looked at', () => {
  const reviews = [aReview('pat', { sha: old })]
  const lapses = 'approved something else: please review again'
  const lapsed = (...names: readonly string[]) => ({
    lapsed: (_: Review, seat: Seat) => (names.includes(seat.name) ? lapses : undefined),
  })
  test('while that stays, it counts', () => {
    expect(count([platform], { reviews }, lapsed()).decision).toBe('approved')
  })
  test('once that has changed, it says what', () => {
    expect(count([platform], { reviews }, lapsed('Platform'))).toMatchObject({
      decision: 'waiting',
      seats: [{ state: { state: 'open', by: [], eligible: ['pat', 'petra'] } }],
      discounted: [{ login: 'pat', why: lapses }],
    })
  })
  test('another seat’s change leaves it alone', () => {
    const all = [aReview('pat'), aReview('carla')]
    expect(count([cfo, platform], { reviews: all }, lapsed('CFO'))).toMatchObject({
      decision: 'waiting',
      seats: [{ state: { state: 'open' } }, { state: { state: 'filled', by: ['pat'] } }],
      discounted: [{ login: 'carla', why: lapses }],
    })
  })
  test('who may fill two sits where the approval still counts', () => {
    const other = aSeat('Rules', ['@acme/platform'])
    expect(count([platform, other], { reviews: [aReview('pat')] }, lapsed('Platform')).seats).toMatchObject([
      { state: { state: 'open' } },
      { state: { state: 'filled', by: ['pat'] } },
    ])
  })
  test('and an optional seat lists nobody whose approval is over', () => {
    const docs = aSeat('Docs', ['@acme/platform'], 0)
    expect(count([docs], { reviews }, lapsed('Docs'))).toMatchObject({
      seats: [{ state: { state: 'filled', by: [] } }],
      discounted: [{ login: 'pat', why: lapses }],
    })
  })
})

describe('a seat that nobody can fill is reported, never passed', () => {
  test.each<[string, Partial<People>, RegExp]>([
    [
      'an empty team',
      { teams: { 'acme/platform': [] } },
      /Nobody may fill this seat: the team @acme\/platform has no members/,
    ],
    ['a team that is not there', { teams: {} }, /does not exist or cannot be seen/],
    [
      'only the authors in it',
      { authors: ['pat', 'petra'] },
      /pat, petra \(@acme\/platform\) took part in writing/,
    ],
    ['only readers in it', { writers: [] }, /may not write to this repository/],
  ])('%s', (_who, people, why) => {
    expect(count([platform], people)).toMatchObject({
      decision: 'unsatisfiable',
      seats: [{ state: { state: 'unsatisfiable', why: expect.stringMatching(why) } }],
    })
  })
  test('an e-mail address or a role', () => {
    expect(count([aSeat('X', ['cfo@acme.example', '@@maintainer'])], {}).seats[0]?.state).toMatchObject({
      why: expect.stringMatching(/e-mail address.*role/),
    })
  })
  test('two wanted, one left', () => {
    expect(states([aSeat('X', ['@acme/platform'], 2)], { authors: ['pat'] })).toMatchObject([
      { state: 'unsatisfiable', why: expect.stringMatching(/wants 2 people and only petra/) },
    ])
  })
  test('one person for two seats', () => {
    const twice = [aSeat('A', ['@carla']), aSeat('B', ['@acme/cfo'])]
    expect(count(twice, { reviews: [aReview('carla')] })).toMatchObject({
      decision: 'unsatisfiable',
      seats: [
        { state: { state: 'filled', by: ['carla'] } },
        { state: { state: 'unsatisfiable', why: expect.stringMatching(/A person fills one seat/) } },
      ],
    })
    expect(count(twice, { reviews: [aReview('carla')] }, { distinct: false }).decision).toBe('approved')
  })
})

describe('people are moved so that no valid set is refused', () => {
  test('the one who may sit anywhere gives way to the one who may not', () => {
    const seats = [aSeat('Any', ['@carla', '@tom']), aSeat('Money', ['@carla'])]
    expect(states(seats, { reviews: [aReview('carla'), aReview('tom')] })).toMatchObject([
      { state: 'filled', by: ['tom'] },
      { state: 'filled', by: ['carla'] },
    ])
  })
  test('a seat for two is counted as it fills', () => {
    expect(states([aSeat('X', ['@acme/platform'], 2)], { reviews: [aReview('pat')] })).toEqual([
      { state: 'open', by: ['pat'], eligible: ['petra'] },
    ])
  })
  test('seats that are open are offered to those who do not sit yet', () => {
    const seats = [cfo, aSeat('Any', ['@carla', '@tom'])]
    expect(states(seats, { reviews: [aReview('carla')] })[1]).toMatchObject({
      state: 'open',
      eligible: ['tom'],
    })
  })
  test('of the two teams each fills its own', () => {
    expect(count([cfo, cto], { reviews: [aReview('tom'), aReview('carla')] }).decision).toBe('approved')
  })
})

describe('for any seats and reviews', () => {
  const everyone = ['ann', 'bob', 'cid', 'dee', 'eve', 'fay']
  const someone = fc.subarray(everyone, { minLength: 0 })
  const table = fc.record({
    seats: fc.array(
      fc.record({ who: fc.subarray(everyone, { minLength: 1 }), needed: fc.constantFrom(1, 1, 1, 2, 3) }),
      { maxLength: 4 },
    ),
    approving: someone,
    authors: fc.subarray(everyone, { maxLength: 2 }),
  })
  const seatsOf = (rows: readonly { who: readonly string[]; needed: number }[]) =>
    rows.map(({ who, needed }, index) =>
      aSeat(
        `S${index}`,
        who.map((login) => `@${login}`),
        needed,
      ),
    )
  const tallied = (
    { seats, authors }: { seats: readonly { who: string[]; needed: number }[]; authors: string[] },
    reviews: readonly Review[],
  ) => tally(seatsOf(seats), { authors, unknownAuthors: [], reviews, teams: {}, writers: everyone }, binding)
  const filled = (result: ReturnType<typeof tally>) =>
    result.seats.filter(({ state }) => state.state === 'filled').length
  const approvals = (logins: readonly string[]) => logins.map((login) => aReview(login))

  test('one approval more never fills fewer seats', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(...everyone), (row, another) => {
        const before = filled(tallied(row, approvals(row.approving)))
        const after = filled(tallied(row, approvals([...new Set([...row.approving, another])])))
        expect(after).toBeGreaterThanOrEqual(before)
      }),
      { numRuns: 500 },
    )
  })

  test('the order of the reviews changes nothing', () => {
    const states_ = fc.constantFrom<Review['state']>(
      'APPROVED',
      'CHANGES_REQUESTED',
      'COMMENTED',
      'DISMISSED',
    )
    const review = fc.record({
      login: fc.constantFrom(...everyone),
      state: states_,
      hour: fc.integer({ min: 10, max: 13 }),
    })
    fc.assert(
      fc.property(
        table,
        fc.array(review, { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (row, drawn, noise) => {
          const reviews = drawn.map(({ login, state, hour }) =>
            aReview(login, { state, submittedAt: `2026-11-21T${hour}:00:00Z` }),
          )
          const shuffled = reviews
            .map((one) => [noise.next().value as number, one] as const)
            .toSorted(([a], [b]) => a - b)
            .map(([, one]) => one)
          expect(tallied(row, shuffled)).toEqual(tallied(row, reviews))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('nobody sits twice, nobody sits who may not, and a full house has that many people', () => {
    fc.assert(
      fc.property(table, (row) => {
        const result = tallied(row, approvals(row.approving))
        const sitting = result.seats.flatMap(({ state, needed }) =>
          needed > 0 && 'by' in state ? state.by : [],
        )
        expect(new Set(sitting).size).toBe(sitting.length)
        result.seats.forEach(({ state }, index) => {
          for (const login of 'by' in state ? state.by : []) {
            expect(row.seats[index]?.who).toContain(login)
            expect(row.authors).not.toContain(login)
            expect(row.approving).toContain(login)
          }
        })
        const needed = row.seats.reduce((sum, seat) => sum + seat.needed, 0)
        if (result.decision === 'approved') expect(sitting.length).toBe(needed)
      }),
      { numRuns: 500 },
    )
  })

  test('as many seats are full as trying everything could fill, and it says approved exactly then', () => {
    fc.assert(
      fc.property(table, (row) => {
        const result = tallied(row, approvals(row.approving))
        const may = row.approving.filter((login) => !row.authors.includes(login))
        const best = mostFull(row.seats, may)
        expect(filled(result)).toBe(best)
        if (row.seats.length > 0) expect(result.decision === 'approved').toBe(best === row.seats.length)
      }),
      { numRuns: 300 },
    )
  })

  test('“unsatisfiable” is said exactly when all of them together could not fill the seats', () => {
    fc.assert(
      fc.property(table, (row) => {
        const may = everyone.filter((login) => !row.authors.includes(login))
        const possible = mostFull(row.seats, may) === row.seats.length
        expect(tallied(row, approvals(row.approving)).decision === 'unsatisfiable').toBe(!possible)
      }),
      { numRuns: 300 },
    )
  })

  test('delegates: nobody sits twice, none beside who is there, and an approval more closes nothing', () => {
    const delegations = fc
      .uniqueArray(fc.record({ from: fc.constantFrom(...everyone), to: fc.constantFrom(...everyone) }), {
        selector: ({ from }) => from,
        maxLength: 3,
      })
      .map((list) =>
        list
          .filter(({ from, to }) => from !== to)
          .map((one) => ({ ...one, until: '2026-12-31', reason: 'On leave', line: 1 })),
      )
    fc.assert(
      fc.property(table, delegations, fc.constantFrom(...everyone), (row, list, another) => {
        const result = (logins: readonly string[]) =>
          tally(
            seatsOf(row.seats),
            somePeople({ authors: row.authors, reviews: approvals(logins), teams: {}, writers: everyone }),
            { ...binding, delegations: list, day: '2026-11-21' },
          )
        const now = result(row.approving)
        const sitting = now.seats.flatMap(({ state }) => ('by' in state ? state.by : []))
        expect(new Set(sitting).size).toBe(sitting.length)
        if (now.decision === 'approved')
          expect(sitting).toHaveLength(row.seats.reduce((sum, { needed }) => sum + needed, 0))
        for (const [index, { state }] of now.seats.entries())
          for (const login of 'by' in state ? state.by : []) {
            const who = row.seats[index]?.who ?? []
            const mandates = list.filter(({ from, to }) => to === login && who.includes(from))
            const absent = mandates.filter(({ from }) => !row.approving.includes(from))
            expect(row.authors).not.toContain(login)
            expect(who.includes(login) || absent.length > 0).toBe(true)
          }
        // Of somebody who is away nobody stands in once they speak for themselves.
        if (!list.some(({ from }) => from === another))
          expect(filled(result([...new Set([...row.approving, another])]))).toBeGreaterThanOrEqual(
            filled(now),
          )
      }),
      { numRuns: 300 },
    )
  })

  /** Tries every way of giving each person one seat or none. */
  function mostFull(seats: readonly { who: string[]; needed: number }[], people: readonly string[]): number {
    const sitting = seats.map(() => 0)
    const place = (index: number): number => {
      const person = people[index]
      if (person === undefined)
        return seats.filter(({ needed }, seat) => (sitting[seat] ?? 0) >= needed).length
      let best = place(index + 1)
      seats.forEach(({ who, needed }, seat) => {
        const now = sitting[seat] ?? 0
        if (!who.includes(person) || now >= needed) return
        sitting[seat] = now + 1
        best = Math.max(best, place(index + 1))
        sitting[seat] = now
      })
      return best
    }
    return place(0)
  }
})
