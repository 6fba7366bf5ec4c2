import { expect, test } from '@jest/globals'
import { hangsOn } from '../../src/review/hangs-on.ts'
import { aPull, aSeat, aVerdict } from './a-verdict.ts'

const review = { state: 'APPROVED', sha: 'a', submittedAt: '2026-11-21T10:00:00Z' } as const
const people = {
  ...{ authors: [], unknownAuthors: [], teams: {}, writers: [] },
  reviews: [
    { ...review, login: 'Dina', isBot: false },
    { ...review, login: 'approver[bot]', isBot: true },
  ],
}
const seats = [
  aSeat({
    approvers: ['@Acme/CFO', '@maya', 'cfo@acme.example', '@@maintainer'],
    standIns: [{ login: 'dina', for: 'Carla', until: '2026-12-01' }],
  }),
]
const verdict = (over: Parameters<typeof aVerdict>[0] = {}) =>
  aVerdict({ approvals: { ...aVerdict({}).approvals, seats }, ...over })

test('named teams and people, those in whose place somebody sits, and who has had their say', () => {
  expect(hangsOn({ people }, verdict())).toEqual(['acme/cfo', 'carla', 'dina', 'maya'])
})

test.each([
  ['is merged', { pull: aPull({ merged: true }) }],
  ['is none, offline', { pull: undefined }],
  ['touches nothing of ours', { outcome: 'untouched' as const }],
])('on nobody where the pull request %s', (_, over) => {
  expect(hangsOn({ people }, verdict(over))).toEqual([])
})
