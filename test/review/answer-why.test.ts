import { expect, test } from '@jest/globals'
import { renderWhy } from '../../src/review/answers/answer-why.ts'
import { parseCommand } from '../../src/review/answers/command.ts'
import { personView } from '../../src/review/answers/person-view.ts'
import { delegationsPath } from '../../src/approvals/parse-delegations.ts'
import type { People } from '../../src/approvals/people.ts'
import { aFile } from '../builders.ts'
import { expectGolden } from '../golden.ts'
import { aPull } from './a-verdict.ts'
import { anAddedFile, anInput, tenantText } from './an-estate.ts'

const change = anInput([anAddedFile('tenants/sunrise-health.yaml', tenantText('sunrise-health'))])
const { headSha } = aPull()
const review = (login: string, state: People['reviews'][number]['state'], more: object = {}) => ({
  ...{ login, state, isBot: false, sha: headSha, submittedAt: '2026-11-21T10:00:00Z' },
  ...more,
})
const view = (login: string, over: Partial<People> = {}, delegations = '') =>
  personView(login, {
    ...change,
    rules: [
      ...change.rules,
      ...(delegations === ''
        ? []
        : [aFile(delegationsPath, `apiVersion: landlord/v1\ndelegations:\n  - ${delegations}\n`)]),
    ],
    people: change.people && { ...change.people, ...over },
  })
const seatOf = (name: string, ...args: Parameters<typeof view>) => {
  const seat = view(...args).seats.find((one) => one.seat.name === name)
  return `${seat?.can ?? 'missing'}: ${seat?.why ?? ''}`
}
const writers = [...(change.people?.writers ?? []), 'petra']

test.each<[string, string, Partial<People>, string, string]>([
  ['a member of the team', 'carla', {}, '', 'own: is a member of `@acme/cfo`'],
  ['a member in other letters', 'CARLA', {}, '', 'own: is a member of `@acme/cfo`'],
  ['somebody else', 'tom', {}, '', 'no: is not among those asked here (`@acme/cfo`)'],
  [
    'who wrote part of it',
    'carla',
    { authors: ['carla'] },
    '',
    'no: took part in writing this change (author, committer or co-author)',
  ],
  [
    'who may not write',
    'carla',
    { writers: [] },
    '',
    'no: is a member of `@acme/cfo`, but may not write to this repository',
  ],
  ['a bot', 'carla[bot]', {}, '', 'no: a bot fills no seat'],
  [
    'a delegate',
    'petra',
    { writers },
    '{ from: carla, to: petra, until: "2099-11-30", reason: On leave }',
    'delegated: stands in for carla until 30 Nov 2099',
  ],
  [
    'a delegate whose time is over',
    'petra',
    { writers },
    '{ from: carla, to: petra, until: "2020-11-30", reason: On leave }',
    'no: is not among those asked here (`@acme/cfo`); stood in for carla until 30 Nov 2020, which is over',
  ],
  [
    'a delegate of somebody else',
    'petra',
    { writers },
    '{ from: tom, to: petra, until: "2099-11-30", reason: On leave }',
    'no: is not among those asked here (`@acme/cfo`); stands in for tom, who may not fill it, or has approved in person',
  ],
  [
    'anybody, of a team that nobody can see',
    'carla',
    { teams: {} },
    '',
    'no: is not among those asked here (`@acme/cfo`); who is in `@acme/cfo` cannot be seen',
  ],
])('the CFO’s seat for %s', (_, login, people, delegations, says) => {
  expect(seatOf('CFO', login, people, delegations)).toBe(says)
})

const reviewsOf = (login: string, reviews: People['reviews'], over: Partial<People> = {}) =>
  view(login, { reviews, ...over }).reviews.map(({ counts, why }) => `${counts ? 'counts' : 'not'}: ${why}`)

test.each<[string, string, People['reviews'], readonly string[]]>([
  ['one that fills a seat', 'carla', [review('carla', 'APPROVED')], ['counts: it fills CFO']],
  [
    'one that a later one replaced, and a comment between',
    'carla',
    [
      review('carla', 'CHANGES_REQUESTED'),
      review('carla', 'COMMENTED', { submittedAt: '2026-11-21T11:00:00Z' }),
      review('carla', 'APPROVED', { submittedAt: '2026-11-21T12:00:00Z' }),
    ],
    [
      'not: a later review of theirs has taken its place',
      'not: a comment is no opinion, and changes none',
      'counts: it fills CFO',
    ],
  ],
  [
    'a veto',
    'carla',
    [review('carla', 'CHANGES_REQUESTED')],
    ['counts: it stops the change until its writer takes it back'],
  ],
  ['one that was dismissed', 'carla', [review('carla', 'DISMISSED')], ['not: the review was dismissed']],
])('of reviews: %s', (_, login, reviews, says) => {
  expect(reviewsOf(login, reviews)).toEqual(says)
})

test('an approval of what was forgotten says so', () => {
  const [says] = reviewsOf('carla', [review('carla', 'APPROVED', { sha: 'f'.repeat(40) })])
  expect(says).toMatch(/^not: approved fffffff, and what was approved there is not known any more/)
})

test('the answer reads as its golden files', () => {
  const carla = view('carla', { reviews: [review('carla', 'COMMENTED'), review('carla', 'APPROVED')] })
  expectGolden('review/answer-why.md', renderWhy('ria', carla).body)
  expectGolden('review/answer-why-stranger.md', renderWhy('ria', view('stranger')).body)
})

test.each([
  ['/landlord why @carla', { command: 'why', about: 'carla' }],
  ['/landlord why carla please', { command: 'why', about: 'carla' }],
  ['/landlord why', { command: 'why' }],
  ['/landlord why <b>', { command: 'why' }],
  [
    '/landlord delegate @petra until 2026-11-30 On leave: the sea',
    { command: 'delegate', wish: { to: 'petra', until: '2026-11-30', reason: 'On leave: the sea' } },
  ],
  [
    '/landlord delegate petra UNTIL 2026-11-30',
    { command: 'delegate', wish: { to: 'petra', until: '2026-11-30', reason: 'Away' } },
  ],
  ['/landlord delegate @petra until 2026-02-30', { command: 'delegate' }],
  ['/landlord delegate @petra until tomorrow', { command: 'delegate' }],
  ['/landlord delegate @acme/cfo until 2026-11-30', { command: 'delegate' }],
  ['/landlord delegate', { command: 'delegate' }],
])('%s', (comment, command) => {
  expect(parseCommand(comment)).toEqual(command)
})
