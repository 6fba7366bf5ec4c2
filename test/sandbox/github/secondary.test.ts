import { expect, test } from '@jest/globals'
import {
  githubsLimits,
  keepSecondaryLimits,
  type SecondaryLimits,
} from '../../../src/sandbox/github/http/secondary.ts'
import { newEstate, refusal, repo, statusOf } from './estate.ts'

const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments'
const dispatches = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches'

type Asked = [method: string, template: string, more?: Readonly<{ who?: string; document?: string }>]

/** A limiter on a clock that is set by hand. */
function aLimiter(changes: Partial<SecondaryLimits> = {}) {
  let seconds = 0
  const enter = keepSecondaryLimits(() => new Date(seconds * 1000), { ...githubsLimits, ...changes })
  const ask = (...[method, template, more = {}]: Asked) => {
    try {
      enter({ who: 'installation 1', document: '', method, template, ...more })()
      return 'ok'
    } catch (error) {
      const { status, headers } = error as { status: number; headers: Record<string, string> }
      return `${status} after ${headers['retry-after']}`
    }
  }
  const many = (count: number, ...asked: Asked) =>
    Array.from({ length: count }, () => ask(...asked)).filter((said) => said === 'ok').length
  return { enter, ask, many, at: (second: number) => void (seconds = second) }
}

test.each([
  ['dispatches are 5 points of 900 each', 180, ['POST', dispatches]],
  ['reads are one point', 900, ['GET', comments]],
  ['comments are content', 80, ['POST', comments]],
  ['editing one is not', 180, ['PATCH', '/repos/{owner}/{repo}/issues/comments/{comment_id}']],
  ['GraphQL has 2 000 points for questions', 2000, ['POST', '/graphql', { document: 'query Q { x }' }]],
  [
    'five a mutation',
    400,
    ['POST', '/graphql', { document: 'mutation M { createCheckRun(input: $a) { x } }' }],
  ],
  [
    'and mutations that notify are content',
    80,
    ['POST', '/graphql', { document: 'mutation { addComment(x: 1) }' }],
  ],
] as [string, number, Asked][])('in a minute: %s', (_, most, asked) => {
  const { many, ask } = aLimiter()
  expect(many(most + 50, ...asked)).toBe(most)
  expect(ask(asked[0], asked[1], { ...asked[2], who: 'installation 2' })).toBe('ok')
})

test('the window slides, and whoever is refused is told when there is room', () => {
  const { at, ask, many } = aLimiter()
  many(100, 'POST', dispatches)
  at(40)
  expect(many(100, 'POST', dispatches)).toBe(80)
  expect(ask('POST', dispatches)).toBe('429 after 20')
  expect(ask('GET', comments)).toBe('ok')
  at(60)
  expect(many(200, 'POST', dispatches)).toBe(100)
})

test('five hundred contents an hour', () => {
  const { at, ask, many } = aLimiter()
  let written = 0
  for (let minute = 0; minute < 10; minute += 1) {
    at(minute * 60)
    written += many(100, 'POST', comments)
  }
  expect(written).toBe(500)
  at(600)
  expect(ask('POST', comments)).toBe('403 after 3000')
})

test('no more than a hundred at a time', () => {
  const { enter } = aLimiter()
  const asked = { who: 'user 1', method: 'GET', template: comments, document: '' }
  const leave = Array.from({ length: 100 }, () => enter(asked))
  expect(() => enter(asked)).toThrow('secondary rate limit')
  leave[0]?.()
  expect(() => enter(asked)).not.toThrow()
})

test('over HTTP they are GitHub’s words, and off unless wanted', async () => {
  const strict = await newEstate({ secondaryLimits: { ...githubsLimits, contentAMinute: 2 } })
  const ria = strict.as('ria')
  const write = () => ria.issues.create({ ...repo, title: 'One more' })
  await write()
  await write()
  const refused = await write().catch((error: unknown) => error)
  expect(refused).toMatchObject({ status: 403, response: { headers: { 'retry-after': '60' } } })
  expect(await refusal(write())).toContain('You have exceeded a secondary rate limit.')
  expect(await statusOf(ria.repos.get(repo))).toBe(0)
  await strict.close()
})
