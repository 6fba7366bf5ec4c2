import { expect, test } from '@jest/globals'
import { renderEvents, tallyEvents } from '../../scripts/bench/render-events.ts'
import { planReplay } from '../../scripts/bench/replay.ts'
import { median, percentile } from '../../scripts/bench/statistics.ts'
import type { Exchange } from '../../src/sandbox/github/http/exchange.ts'

test.each([
  [[3, 1, 2], 2, 3],
  [[4, 1, 3, 2], 2.5, 4],
  [[7], 7, 7],
])('of %j the median is %d and the 95th percentile %d', (values, middle, late) => {
  expect(median(values)).toBe(middle)
  expect(percentile(values, 0.95)).toBe(late)
})

const aCall = (over: Partial<Exchange>): Exchange => ({
  ...{ method: 'GET', path: '/repos/acme/estate/pulls/7', template: '', query: {}, status: 200 },
  ...{ userAgent: '', began: 0, ms: 10, requestBody: undefined, responseBody: undefined, ...over },
})
const aTwin = { texts: new Map([['aaa', 'bbb']]), ids: new Map([[5, 6]]), pull: { own: 7, twin: 8 } }

test('a replayed call waits for exactly those that had been answered before it was sent', () => {
  const calls = [{ began: 0 }, { began: 5 }, { began: 11 }, { began: 16 }].map(aCall)
  expect(planReplay(calls, aTwin).map(({ after }) => after)).toEqual([[], [], [0], [0, 1]])
})

test.each([
  [
    'the pull request',
    { path: '/repos/acme/estate/issues/7/comments' },
    '/repos/acme/estate/issues/8/comments',
  ],
  ['another one', { path: '/repos/acme/estate/pulls/70' }, '/repos/acme/estate/pulls/70'],
  ['a commit', { path: '/x/compare/main...aaa', query: { page: '1' } }, '/x/compare/main...bbb?page=1'],
  ['a check run', { path: '/x/check-runs/5' }, '/x/check-runs/6'],
  ['a comment', { path: '/x/issues/comments/5/reactions' }, '/x/issues/comments/6/reactions'],
])('it is about the twin: %s', (_, call, path) => {
  expect(planReplay([aCall(call)], aTwin)[0]?.path).toBe(path)
})

test('and so is what it sends', () => {
  const requestBody = { head_sha: 'aaa', name: 'landlord' }
  expect(planReplay([aCall({ requestBody })], aTwin)[0]?.body).toEqual({ head_sha: 'bbb', name: 'landlord' })
})

test('the first event stands apart, and a table holds the rest', () => {
  const calls = ['GET /pulls/{n}', 'GET /pulls/{n}', 'POST /check-runs']
  const sample = (landlord: number, bare: number, cold = false) => ({
    scene: 'opened',
    cold,
    landlord,
    bare,
    calls,
  })
  const report = tallyEvents([sample(900, 50, true), sample(60, 40), sample(80, 60)])
  expect(report).toMatchObject({
    cold: { landlord: 900, calls: 3 },
    events: [{ event: 'opened', times: 2, calls: 3, landlord: { median: 70, p95: 80 }, ratio: 1.4 }],
  })
  const text = renderEvents(report)
  expect(text).toContain('opened      2      3     70 ms  80 ms  50 ms  60 ms   1.40')
  expect(text).toContain('      2  GET /pulls/{n}\n      1  POST /check-runs')
})
