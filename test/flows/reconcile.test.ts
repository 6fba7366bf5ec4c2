import { expect, test } from '@jest/globals'
import { findMissedDeliveries, findMissedMerges, wakeDue } from '../../src/flows/reconcile.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 7 }

test('whatever is due is woken', async () => {
  const woken: string[] = []
  const claimDue = (limit: number, lease: number) =>
    Promise.resolve(limit > 0 && lease > 0 ? ['op_a', 'op_b'] : [])
  expect(await wakeDue({ claimDue, wake: (id) => Promise.resolve(void woken.push(id)) })).toBe(2)
  expect(woken).toEqual(['op_a', 'op_b'])
})

const known = { estate, mergesSeenUntil: '2026-11-21T10:00:00.000Z' }
const aMerge = (pull: number, mergedAt: string) => ({ estate, pull, sha: `sha ${pull}`, mergedAt })

test('merges that nobody took up are handed on in order, and the mark moves', async () => {
  const done: string[] = []
  const found = await findMissedMerges(known, {
    mergedSince: (_, since) => {
      done.push(`since ${since.toISOString()}`)
      return Promise.resolve([
        aMerge(1, '2026-11-21T09:00:00Z'),
        aMerge(2, '2026-11-21T10:02:00Z'),
        aMerge(3, '2026-11-21T10:03:00Z'),
        aMerge(4, '2026-11-21T10:04:00Z'),
      ])
    },
    untakenMerges: (_, merges) => Promise.resolve(merges.filter(({ pull }) => pull !== 2)),
    merge: ({ pull, sha }) => Promise.resolve(void done.push(`merge #${pull} ${sha}`)),
    saveMergesSeen: (_, until) => Promise.resolve(void done.push(`seen ${until}`)),
    now: () => new Date('2026-11-21T10:05:00Z'),
  })
  expect(found).toBe(2)
  expect(done).toEqual([
    'since 2026-11-21T09:58:00.000Z',
    'merge #3 sha 3',
    'merge #4 sha 4',
    'seen 2026-11-21T10:05:00.000Z',
  ])
})

test('a merge that could not be handed on is found again: the mark stays', async () => {
  const marks: string[] = []
  const found = findMissedMerges(known, {
    mergedSince: () => Promise.resolve([aMerge(1, '2026-11-21T10:01:00Z')]),
    untakenMerges: (_, merges) => Promise.resolve(merges),
    merge: () => Promise.reject(new Error('the queue is away')),
    saveMergesSeen: (_, until) => Promise.resolve(void marks.push(until)),
    now: () => new Date('2026-11-21T10:05:00Z'),
  })
  await expect(found).rejects.toThrow('the queue is away')
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
