import { expect, test } from '@jest/globals'
import { findMissedDeliveries, findMissedMerges, wakeDue } from '../../src/flows/reconcile.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const other = { ...estate, repo: 'gone' }

test('whatever is due is woken', async () => {
  const woken: string[] = []
  const claimDue = (limit: number, lease: number) =>
    Promise.resolve(limit > 0 && lease > 0 ? ['op_a', 'op_b'] : [])
  expect(await wakeDue({ claimDue, wake: (id) => Promise.resolve(void woken.push(id)) })).toBe(2)
  expect(woken).toEqual(['op_a', 'op_b'])
})

test('missed merges are handed on in order, the mark moves, and one broken estate stops no other', async () => {
  const done: string[] = []
  const found = await findMissedMerges({
    knownEstates: () =>
      Promise.resolve([
        { estate: other, mergesSeenUntil: '2026-11-21T10:00:00.000Z' },
        { estate, mergesSeenUntil: '2026-11-21T10:00:00.000Z' },
      ]),
    mergedSince: (of, since) => {
      if (of === other) return Promise.reject(new Error('404'))
      done.push(`since ${since.toISOString()}`)
      return Promise.resolve([
        { estate, pull: 1, sha: 'old', mergedAt: '2026-11-21T09:00:00Z' },
        { estate, pull: 3, sha: 'three', mergedAt: '2026-11-21T10:03:00Z' },
        { estate, pull: 4, sha: 'four', mergedAt: '2026-11-21T10:04:00Z' },
      ])
    },
    merge: ({ pull, sha }) => Promise.resolve(void done.push(`merge #${pull} ${sha}`)),
    saveMergesSeen: (_, until) => Promise.resolve(void done.push(`seen ${until}`)),
    now: () => new Date('2026-11-21T10:05:00Z'),
    failed: ({ repo }) => void done.push(`failed ${repo}`),
  })
  expect(found).toBe(2)
  expect(done).toEqual([
    'failed gone',
    'since 2026-11-21T09:58:00.000Z',
    'merge #3 three',
    'merge #4 four',
    'seen 2026-11-21T10:05:00.000Z',
  ])
})

test('a merge that could not be handed on is found again: the mark stays', async () => {
  const marks: string[] = []
  await findMissedMerges({
    knownEstates: () => Promise.resolve([{ estate, mergesSeenUntil: '2026-11-21T10:00:00.000Z' }]),
    mergedSince: () => Promise.resolve([{ estate, pull: 1, sha: 's', mergedAt: '2026-11-21T10:01:00Z' }]),
    merge: () => Promise.reject(new Error('the queue is away')),
    saveMergesSeen: (_, until) => Promise.resolve(void marks.push(until)),
    now: () => new Date('2026-11-21T10:05:00Z'),
    failed: () => undefined,
  })
  expect(marks).toEqual([])
})

test('deliveries that were kept and never handed on are, in order; one that nobody understands is put away', async () => {
  const done: string[] = []
  const found = await findMissedDeliveries<string>({
    unhandledDeliveries: () =>
      Promise.resolve([
        { id: 'd1', event: 'push', payload: 'work' },
        { id: 'd2', event: 'push', payload: 5 },
      ]),
    parse: (payload) => (typeof payload === 'string' ? payload : undefined),
    handOn: (id, payload) => Promise.resolve(void done.push(`${id} ${payload}`)),
    markHandled: ([id]) => Promise.resolve(void done.push(`handled ${id}`)),
  })
  expect(found).toBe(2)
  expect(done).toEqual(['d1 work', 'handled d1', 'handled d2'])
})
