import { describe, expect, test } from '@jest/globals'
import { happenedAt } from '../../src/inbox/happened-at.ts'
import { refusingStale } from '../../src/inbox/stale.ts'

const now = new Date('2026-11-21T12:00:00Z')
const estate = { owner: 'acme', repo: 'estate', installation: 7 }

describe('when it happened', () => {
  test.each([
    ['pull_request', { pull_request: { updated_at: '2026-11-21T11:00:00Z' } }, '2026-11-21T11:00:00.000Z'],
    [
      'pull_request_review',
      {
        review: { submitted_at: '2026-10-01T00:00:00Z' },
        pull_request: { updated_at: '2026-11-21T11:00:00Z' },
      },
      '2026-11-21T11:00:00.000Z',
    ],
    ['issue_comment', { comment: { created_at: '2026-11-21T11:00:00Z' } }, '2026-11-21T11:00:00.000Z'],
    ['workflow_run', { workflow_run: { updated_at: '2026-11-21T11:00:00Z' } }, '2026-11-21T11:00:00.000Z'],
    ['push', { repository: { pushed_at: 1_795_258_800 } }, '2026-11-21T11:00:00.000Z'],
    ['check_run', { check_run: { started_at: '2020-01-01T00:00:00Z' } }, undefined],
    ['merge_group', { merge_group: { head_commit: { timestamp: '2020-01-01T00:00:00Z' } } }, undefined],
    ['pull_request', { pull_request: {} }, undefined],
    ['pull_request', { pull_request: { updated_at: 'yesterday' } }, undefined],
    ['pull_request', {}, undefined],
  ])('%s: %j', (event, payload, at) => {
    expect(happenedAt(event, payload)?.toISOString()).toBe(at)
  })
})

describe('a delivery', () => {
  const days = (count: number) => new Date(now.getTime() - count * 86_400_000)
  test.each([
    ['of now', days(0), true],
    ['of three days ago, as old as GitHub redelivers', days(3), true],
    ['of just under four days', days(3.99), true],
    ['of more than four days', days(4.01), false],
    ['of last year', days(400), false],
    ['of tomorrow, by a clock that differs', days(-1), true],
    ['that does not tell', undefined, true],
  ])('%s: taken is %s', async (_, at, taken) => {
    const [accepted, refused]: [string[], string[]] = [[], []]
    const accept = refusingStale(({ id }) => Promise.resolve(void accepted.push(id)), {
      now: () => now,
      refused: ({ id }) => void refused.push(id),
    })
    await accept({ id: 'd', event: 'push', estate, ...(at && { at }) }, [])
    expect([accepted.length, refused.length]).toEqual(taken ? [1, 0] : [0, 1])
  })
})
