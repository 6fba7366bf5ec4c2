import { expect, test } from '@jest/globals'
import { findFailedDeliveries, type Attempt } from '../../src/flows/find-failed-deliveries.ts'
import { findMovedPulls } from '../../src/flows/find-moved-pulls.ts'

const now = new Date('2026-11-21T12:00:00Z')
const attempt = (id: number, guid: string, succeeded = false): Attempt => ({
  ...{ id, guid, succeeded },
  deliveredAt: '2026-11-21T11:00:00Z',
})

/** Everyone who asks shares what was claimed, as processes share a registry. */
function aGitHub(attempts: readonly Attempt[]) {
  const claimed = new Set<string>()
  const asked: number[] = []
  const sinces: Date[] = []
  const find = (since = new Date(0)) =>
    findFailedDeliveries(since, {
      attemptsSince: (back) => {
        sinces.push(back)
        return Promise.resolve(attempts)
      },
      claimRedelivery: (guid) => Promise.resolve(!claimed.has(guid) && Boolean(claimed.add(guid))),
      redeliver: (id) => Promise.resolve(void asked.push(id)),
      now: () => now,
    })
  return { asked, sinces, find }
}

test('what failed is asked for once, the oldest first, by whichever process; what arrived is left alone', async () => {
  const { asked, find } = aGitHub([
    attempt(5, 'c'),
    attempt(4, 'b', true),
    attempt(3, 'b'),
    attempt(2, 'a'),
    attempt(1, 'a'),
  ])
  const counts = await Promise.all([find(), find()])
  expect(asked).toEqual([1, 5])
  expect(counts[0] + counts[1]).toBe(2)
  expect(await find()).toBe(0)
})

test('it looks back no further than GitHub redelivers', async () => {
  const { sinces, find } = aGitHub([])
  await find()
  await find(new Date('2026-11-21T11:55:00Z'))
  expect(sinces.map((since) => since.toISOString())).toEqual([
    '2026-11-18T12:00:00.000Z',
    '2026-11-21T11:55:00.000Z',
  ])
})

test('pull requests that moved are reviewed, and only then noted', async () => {
  const estate = { owner: 'acme', repo: 'estate', installation: 7 }
  const pulls = [1, 2].map((number) => ({ number, headSha: 'a', updatedAt: '2026-11-21T11:00:00Z' }))
  const done: string[] = []
  const moved = await findMovedPulls(estate, {
    openPulls: () => Promise.resolve(pulls),
    movedPulls: (_, seen) => Promise.resolve(seen.slice(1)),
    review: (_, number) => Promise.resolve(void done.push(`review ${number}`)),
    savePullsSeen: (_, seen) =>
      Promise.resolve(void done.push(`saved ${seen.map(({ number }) => number).join()}`)),
  })
  expect(moved).toEqual([2])
  expect(done).toEqual(['review 2', 'saved 2'])
})
