import { expect, test } from '@jest/globals'
import type { Seat } from '../../src/approvals/seat.ts'
import { planReviewers } from '../../src/review/asking/plan-reviewers.ts'
import { aSeat } from './a-verdict.ts'

const open = (eligible: readonly string[], by: readonly string[] = []): Seat['state'] => ({
  state: 'open',
  ...{ by, eligible },
})
const cfo = aSeat({ state: open(['carla', 'cleo']) })
const review = (login: string, state: 'APPROVED' | 'COMMENTED' = 'APPROVED') => ({
  ...{ login, state, isBot: false, sha: 'a', submittedAt: '2026-11-21T10:00:00Z' },
})
const nobody = { reviews: [], asked: [], requested: [] }
const many = Array.from({ length: 40 }, (_, n) => `p${n}`)

test.each<[string, readonly Seat[], Partial<Parameters<typeof planReviewers>[1]>, string]>([
  ['a team that has more people than are wanted', [cfo], {}, 'acme/cfo'],
  ['by name, whoever is the only one', [aSeat({ state: open(['carla']) })], {}, 'carla'],
  [
    'by name, where all of them are wanted',
    [aSeat({ needed: 2, state: open(['carla', 'cleo']) })],
    {},
    'carla cleo',
  ],
  ['people whom APPROVERS names', [aSeat({ approvers: ['@Carla', '@tom'] })], {}, 'carla'],
  [
    'who stands in beside the team, which they are not in',
    [
      aSeat({
        state: open(['carla', 'cleo', 'petra']),
        standIns: [{ login: 'petra', for: 'carla', until: '2026-12-01' }],
      }),
    ],
    {},
    'petra acme/cfo',
  ],
  [
    'nobody twice for two seats',
    [cfo, aSeat({ name: 'Waivers', state: open(['carla', 'cleo']) })],
    {},
    'acme/cfo',
  ],
  ['nobody where the author chose one who can', [cfo], { requested: ['CARLA'] }, ''],
  ['nobody where the team is asked already', [cfo], { requested: ['acme/CFO'] }, ''],
  ['nobody whom we asked once, since somebody took that back', [cfo], { asked: ['acme/cfo'] }, ''],
  ['nobody who had their say, even if it does not count any more', [cfo], { reviews: [review('carla')] }, ''],
  [
    'the team all the same after a mere comment',
    [cfo],
    { reviews: [review('carla', 'COMMENTED')] },
    'acme/cfo',
  ],
  [
    'one more, where two are wanted and one was chosen',
    [aSeat({ approvers: ['@carla', '@cleo'], needed: 2, state: open(['carla', 'cleo']) })],
    { requested: ['carla'] },
    'cleo',
  ],
  ['nobody for a seat that is filled', [aSeat({ state: { state: 'filled', by: ['carla'] } })], {}, ''],
  ['nobody for one that nobody can fill', [aSeat({ state: { state: 'unsatisfiable', why: '' } })], {}, ''],
  [
    'no more than fifteen with those who are there',
    [aSeat({ approvers: many.map((one) => `@${one}`), state: open(many) })],
    { requested: ['somebody'] },
    many.slice(0, 14).join(' '),
  ],
])('asks %s', (_, seats, known, asked) => {
  const { logins, teams } = planReviewers(seats, { ...nobody, ...known })
  expect([...logins, ...teams].join(' ')).toBe(asked)
})
