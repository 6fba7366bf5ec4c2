import { expect, test } from '@jest/globals'
import { nextEntry, type Entry } from '../../src/audit/entry.ts'
import { renderStory } from '../../src/audit/render-story.ts'
import { expectGolden } from '../golden.ts'

const at = (minute: number): string => `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z`
const meanings = new Map([
  ['d1', 'hari'],
  ['d2', 'carla'],
  ['d3', 'Budget of ₹15,00,000 a year is at or above ₹10 lakh.'],
  ['d4', 'Waiting for CFO'],
  ['d5', 'pat'],
  ['d6', 'The hospital opens at six.'],
])
const veil = (digest: string) => ({ digest })
const path = 'tenants/sunrise-health.yaml'

const drafts: readonly Pick<Entry, 'at' | 'kind' | 'tenant' | 'body'>[] = [
  {
    ...{ at: at(1), kind: 'decided', tenant: null },
    body: {
      ...{
        pull: 3,
        author: veil('d1'),
        outcome: 'approved',
        blobs: { [path]: 'c'.repeat(40) },
        askedNobody: [],
      },
      seats: [{ seat: 'CFO', because: veil('d3'), filledBy: [{ login: veil('d2'), at: at(0) }] }],
    },
  },
  {
    ...{ at: at(1), kind: 'decided', tenant: null },
    body: { pull: 4, author: veil('d1'), outcome: 'automatic', blobs: { 'tenants/other.yaml': null } },
  },
  { at: at(2), kind: 'withdrawn', tenant: 'sunrise-health', body: { pull: 3, why: veil('d4') } },
  {
    ...{ at: at(3), kind: 'operation', tenant: 'sunrise-health' },
    body: {
      ...{ operation: 'op_aaaaaaaaaaaaaaaaaaaa', change: 'onboard', sha: 'a'.repeat(40), pull: 3 },
      entered: [{ state: 'UNAUTHORISED', at: at(3), reason: veil('erased0123') }],
    },
  },
  {
    ...{ at: at(9), kind: 'break-glass', tenant: 'sunrise-health' },
    body: { login: veil('d5'), reason: veil('d6'), reviewBy: at(59), skipped: [{ name: 'CFO' }] },
  },
  {
    ...{ at: at(9), kind: 'operation', tenant: 'sunrise-health' },
    body: {
      ...{ operation: 'op_aaaaaaaaaaaaaaaaaaaa', change: 'onboard', sha: 'a'.repeat(40) },
      entered: [
        { state: 'QUEUED', at: at(9) },
        { state: 'DISPATCHED', at: at(9) },
      ],
    },
  },
]

const entries = drafts.reduce<readonly Entry[]>(
  (chain, draft) => [...chain, nextEntry(chain.at(-1), draft)],
  [],
)

test('it reads like a story, and what was erased is told as erased', () => {
  const story = renderStory('sunrise-health', entries, meanings)
  expectGolden('cli/audit-show.txt', story)
  expect(story).not.toContain('#4')
})

test('of a tenant that nobody knows nothing is told', () => {
  expect(renderStory('nobody', entries, meanings)).toBe('Nothing is recorded of nobody.\n')
})
