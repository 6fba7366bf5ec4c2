import { expect, test } from '@jest/globals'
import nock from 'nock'
import { knownComments } from '../../src/github/memory.ts'
import { OverBudget } from '../../src/github/limits/pace.ts'
import { publishReview } from '../../src/github/publish/publish-review.ts'
import { reviewMarker } from '../../src/review/comment/comment.ts'
import { anOctokit, headSha, inGitHub, ref } from './a-github.ts'

inGitHub()

const repo = '/repos/acme/estate'
const app = { slug: 'landlord-acme' }
const checkRun = {
  name: 'landlord',
  headSha,
  conclusion: 'success',
  title: 'Approved',
  summary: 'It may be merged.',
  annotations: [],
} as const
const said = (text: string) => ({ marker: reviewMarker, body: `${reviewMarker}\n${text}`, create: true })

/** One pull request with its comments, and a count of what was asked. */
function aPullRequest(head = headSha) {
  const asked: string[] = []
  const comments = new Map<number, string>()
  const api = nock('https://api.github.com').persist()
  api.on('request', (request: Request) => {
    const { pathname } = new URL(request.url)
    asked.push(`${request.method} ${pathname.slice(repo.length).replace(headSha, 'HEAD')}`)
  })
  const bodyOf = async (request: Request) => ((await request.clone().json()) as { body: string }).body
  api.get(`${repo}/pulls/7`).reply(200, {
    ...{ title: 'x', user: { login: 'ria' }, draft: false },
    ...{ head: { sha: head, repo: { id: 1 } }, base: { sha: '', ref: 'main', repo: { id: 1 } } },
  })
  api.get(new RegExp(`${repo}/commits/.*/check-runs`)).reply(200, { total_count: 0, check_runs: [] })
  api.post(`${repo}/check-runs`).reply(201, { id: 9 })
  api
    .get(new RegExp(`${repo}/issues/7/comments`))
    .reply(() => [
      200,
      [...comments].map(([id, body]) => ({ id, body, user: { login: 'landlord-acme[bot]', type: 'Bot' } })),
    ])
  api.post(`${repo}/issues/7/comments`).reply(async (request: Request) => {
    const id = 100 + asked.length
    comments.set(id, await bodyOf(request))
    return [201, { id }]
  })
  api.patch(new RegExp(`${repo}/issues/comments/\\d+`)).reply(async (request: Request) => {
    const id = Number(new URL(request.url).pathname.split('/').at(-1))
    if (!comments.has(id)) return [404, { message: 'Not Found' }]
    comments.set(id, await bodyOf(request))
    return [200, { id }]
  })
  return { asked, comments }
}

const publish = (text: string, known = knownComments()) =>
  publishReview(anOctokit(), ref, { checkRun, comment: said(text), app, memory: { comments: known } })

test('a head that moved meanwhile gets nothing: the newer event evaluates it', async () => {
  const { asked } = aPullRequest('f'.repeat(40))
  expect(await publish('one')).toBe('superseded')
  expect(asked.filter((line) => !line.startsWith('GET'))).toEqual([])
})

test('what is read is read at once, and before anything is written', async () => {
  const { asked } = aPullRequest()
  expect(await publish('one')).toBe('published')
  expect(asked.slice(0, 3).toSorted()).toEqual([
    'GET /commits/HEAD/check-runs',
    'GET /issues/7/comments',
    'GET /pulls/7',
  ])
  expect(asked.slice(3).toSorted()).toEqual(['POST /check-runs', 'POST /issues/7/comments'])
})

test('the comment that this process wrote is edited without looking for it', async () => {
  const { asked, comments } = aPullRequest()
  const known = knownComments()
  await publish('one', known)
  asked.splice(0)
  await publish('two', known)
  expect(asked.filter((line) => line.includes('comments'))).toEqual([
    `PATCH /issues/comments/${[...comments.keys()][0]}`,
  ])
  expect([...comments.values()]).toEqual([said('two').body])
})

test('another process finds the same comment, and what it wrote is not taken for unchanged', async () => {
  const { comments } = aPullRequest()
  const first = knownComments()
  await publish('one', first)
  await publish('two', knownComments())
  await publish('one', first)
  expect([...comments.values()]).toEqual([said('one').body])
})

test('a remembered comment that somebody deleted is looked for, and written anew', async () => {
  const { comments } = aPullRequest()
  const known = knownComments()
  await publish('one', known)
  comments.clear()
  await publish('two', known)
  expect([...comments.values()]).toEqual([said('two').body])
})

test('a failure is told when nothing of it is under way any more', async () => {
  const ended: string[] = []
  nock('https://api.github.com')
    .post(`${repo}/issues/7/comments`)
    .reply(502, { message: 'Bad Gateway' })
    .post(`${repo}/check-runs`)
    .delay(100)
    .reply(() => {
      ended.push('check run')
      return [201, { id: 9 }]
    })
  aPullRequest()
  await expect(publish('one')).rejects.toThrow(/write its comment/)
  expect(ended).toEqual(['check run'])
})

test('a comment that GitHub’s limits leave no room for is said later, and the check all the same', async () => {
  const { asked } = aPullRequest()
  const later: number[] = []
  const github = anOctokit()
  github.hook.wrap('request', (request, options) => {
    if (options.method === 'POST' && options.url.endsWith('/comments'))
      return Promise.reject(new OverBudget(90_000))
    return request(options)
  })
  const outcome = await publishReview(github, ref, {
    ...{ checkRun, comment: said('first'), app, memory: { comments: knownComments() } },
    sayLater: (waitMs) => Promise.resolve(void later.push(waitMs)),
  })
  expect([outcome, later]).toEqual(['published', [90_000]])
  expect(asked).toContain('POST /check-runs')
})
