import { expect, test } from '@jest/globals'
import { chargesOf, type Charge } from '../../src/github/limits/charges.ts'
import { newPace, OverBudget, type Turn } from '../../src/github/limits/pace.ts'
import { localPurse } from '../../src/github/limits/purse.ts'

/** A clock that moves only when somebody waits. */
function aClock() {
  let time = 0
  return {
    now: () => time,
    pause: (ms: number) => {
      time += ms
      return Promise.resolve()
    },
    pass: (ms: number) => void (time += ms),
  }
}

const three: readonly Charge[] = [{ bucket: 'content', cost: 1, most: 3, seconds: 60 }]
const turn = (changes: Partial<Turn> = {}): Turn => ({
  ...{ who: '7', charges: three, urgency: 'progress', patience: 600_000 },
  ...changes,
})

function aPace(pause?: () => Promise<void>) {
  const clock = aClock()
  const purse = localPurse(clock.now)
  const sent: string[] = []
  const pace = newPace(purse, { now: clock.now, pause: pause ?? clock.pause })
  const write = (what: string, changes: Partial<Turn> = {}) =>
    pace.write(turn(changes), () => {
      sent.push(`${what} at ${clock.now() / 1000}`)
      return Promise.resolve(what)
    })
  return { clock, purse, pace, sent, write }
}

test('a burst goes through at once; what is more waits until the first is out of the window', async () => {
  const { sent, write } = aPace()
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((what) => write(what)))
  expect(sent).toEqual(['a at 0', 'b at 0', 'c at 0', 'd at 60', 'e at 60', 'f at 60', 'g at 120'])
})

test('two thousand dispatches use the whole rate that GitHub allows, four at a time', async () => {
  const dispatch = { method: 'POST', url: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches' }
  const { clock, sent, write } = aPace()
  const rest = Array.from({ length: 2_000 }, (_, n) => String(n))
  const worker = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift())
      await write(next, { charges: chargesOf(dispatch) })
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  expect(new Set(sent.map((one) => one.split(' ')[0])).size).toBe(2_000)
  // Eleven minutes are the least: 180 at once, then 180 a minute. Landlord's have 61 seconds.
  const least = 11 * 60_000
  expect(least / clock.now()).toBeGreaterThan(0.98)
  expect(clock.now()).toBeGreaterThanOrEqual(least)
})

test('the window slides: at no moment does it hold more', async () => {
  const { clock, sent, write } = aPace()
  await write('a')
  clock.pass(50_000)
  for (const what of ['b', 'c', 'd', 'e']) await write(what)
  expect(sent).toEqual(['a at 0', 'b at 50', 'c at 50', 'd at 60', 'e at 110'])
})

test('fifty updates of one comment become one, the newest, and everyone has its answer', async () => {
  const { sent, write } = aPace()
  const others = ['a', 'b', 'c'].map((what) => write(what))
  const updates = Array.from({ length: 50 }, (_, n) => write(`update ${n}`, { target: 'comment 5' }))
  const another = write('another', { target: 'comment 6' })
  expect(new Set(await Promise.all(updates))).toEqual(new Set(['update 49']))
  await Promise.all([...others, another])
  expect(sent).toEqual(['a at 0', 'b at 0', 'c at 0', 'update 49 at 60', 'another at 60'])
})

test('who has no patience is told how long it would take, and its turn is not lost to others', async () => {
  const { sent, write } = aPace()
  await Promise.all(['a', 'b', 'c'].map((what) => write(what)))
  const refused = await write('hasty', { patience: 2_000 }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(OverBudget)
  expect((refused as OverBudget).waitMs).toBe(60_000)
  await write('patient')
  expect(sent.at(-1)).toBe('patient at 60')
})

test('one installation does not wait for another, nor a dispatch for comments, nor an end for what is under way', async () => {
  // Whoever waits here waits for ever.
  const { sent, write } = aPace(() => new Promise(() => undefined))
  const room = (most: number): readonly Charge[] => [{ bucket: 'content', cost: 1, most, seconds: 60 }]
  for (const what of ['a', 'b', 'c', 'd']) void write(what)
  await write('elsewhere', { who: '8' })
  await write('dispatch', { charges: [{ bucket: 'points', cost: 5, most: 900, seconds: 60 }] })
  await write('the end', { charges: room(4), urgency: 'end' })
  expect(sent).toEqual(expect.arrayContaining(['elsewhere at 0', 'dispatch at 0', 'the end at 0']))
  expect(sent).not.toContain('d at 0')
})

test('where the purse cannot be asked everyone in line is told, and the next one is served again', async () => {
  let away = true
  const pace = newPace({
    take: () => (away ? Promise.reject(new Error('the registry is away')) : Promise.resolve(0)),
    pause: () => Promise.resolve(),
  })
  await expect(pace.write(turn(), () => Promise.resolve('sent'))).rejects.toThrow('away')
  away = false
  await expect(pace.write(turn(), () => Promise.resolve('sent'))).resolves.toBe('sent')
})

test('a request that fails fails for its sender, and the line goes on', async () => {
  const { pace, write } = aPace()
  await expect(pace.write(turn(), () => Promise.reject(new Error('422')))).rejects.toThrow('422')
  await expect(write('next')).resolves.toBe('next')
})

test('GitHub’s word is kept by everyone who asks the purse', async () => {
  const { purse, sent, write } = aPace()
  await purse.pause('7', 30_000)
  await write('afterwards')
  expect(sent).toEqual(['afterwards at 30'])
})

test.each([
  ['POST', '/repos/{owner}/{repo}/issues/{issue_number}/comments', 3],
  ['PATCH', '/repos/{owner}/{repo}/issues/comments/{comment_id}', 3],
  ['POST', '/repos/{owner}/{repo}/pulls', 3],
  ['POST', '/repos/{owner}/{repo}/pulls/{pull_number}/reviews', 3],
  ['POST', '/repos/acme/estate/issues/1/comments', 3],
  ['POST', '/repos/{owner}/{repo}/check-runs', 1],
  ['POST', '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', 1],
  ['POST', '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', 1],
  ['GET', '/repos/{owner}/{repo}/issues/{issue_number}/comments', 1],
])('%s %s is counted against %i limits', (method, url, limits) => {
  const charges = chargesOf({ method, url })
  expect(charges).toHaveLength(limits)
  expect(charges.at(-1)?.cost).toBe(method === 'GET' ? 1 : 5)
})

test('of the room for content a tenth is kept for ends', () => {
  const comment = { method: 'POST', url: '/repos/{owner}/{repo}/issues/{issue_number}/comments' }
  const room = (urgency: 'end' | 'progress' | 'courtesy') =>
    chargesOf(comment, { urgency }).map(({ most }) => most)
  expect(room('end')).toEqual([80, 500, 900])
  expect(room('progress')).toEqual([72, 450, 900])
  expect(room('courtesy')).toEqual([48, 300, 900])
})

test('a GitHub that allows ten times as much is asked for ten times as much', () => {
  const comment = { method: 'POST', url: '/repos/{owner}/{repo}/issues/{issue_number}/comments' }
  expect(chargesOf(comment, { times: 10 }).map(({ most }) => most)).toEqual([800, 5000, 9000])
})
