import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { loadSnapshot } from '../../src/github/load/load-snapshot.ts'
import { newMemory } from '../../src/github/memory.ts'
import type { GitHub } from '../../src/github/octokit.ts'
import { OverBudget } from '../../src/github/limits/pace.ts'
import { publishMutation } from '../../src/github/publish/publish-mutation.ts'
import { publishReview } from '../../src/github/publish/publish-review.ts'
import { loadRequested } from '../../src/github/publish/request-reviewers.ts'
import type { CheckRun } from '../../src/review/comment/check-run.ts'
import { reviewMarker } from '../../src/review/comment/comment.ts'
import type { Reviewers } from '../../src/review/asking/plan-reviewers.ts'
import { newEstate, openPull, putFile, repo, type Estate } from '../sandbox/github/estate.ts'
import { validateDocument } from '../sandbox/github/graphql.ts'

jest.setTimeout(60_000)

/** Check run and comment in one call, against the sandbox's GitHub. */
let estate: Estate
let number: number
let head: string
let branches = 0
beforeAll(async () => {
  estate = await newEstate()
})
beforeEach(async () => {
  branches += 1
  const pull = await openPull(estate.as('ria'), `change-${branches}`, { [`docs/${branches}.md`]: 'x\n' })
  number = pull.number
  head = pull.head.sha
})
afterAll(() => estate.close())

const app = { slug: 'landlord' }
const says = (text: string) => ({ marker: reviewMarker, body: `${reviewMarker}\n${text}`, create: true })
const run = (title: string, more: Partial<CheckRun> = {}): CheckRun => ({
  ...{ name: 'landlord', headSha: head, conclusion: 'in progress', title, summary: 'Why.', annotations: [] },
  ...more,
})

async function publish(
  checkRun: CheckRun,
  text: string,
  github: GitHub = estate.app.bot,
  reviewers: Reviewers = { logins: [], teams: [] },
) {
  const memory = newMemory()
  memory.asked.add('acme/estate', ['acme/platform'])
  const ref = { estate: { ...repo, installation: 1 }, number }
  const from = estate.github.calls.length
  const sight = { confirm: () => loadSnapshot(estate.app.bot, ref, memory) }
  const outcome = await publishReview(github, ref, {
    checkRun,
    comment: says(text),
    reviewers,
    app,
    memory,
    sight,
  })
  const calls = estate.github.calls.slice(from).map(({ method, template }) => `${method} ${template}`)
  return { outcome, calls: calls.filter((call) => !/Snapshot|access_tokens/.test(call)) }
}

async function seen() {
  const { bot } = estate.app
  const { data: comments } = await bot.issues.listComments({ ...repo, issue_number: number })
  const { data: runs } = await bot.checks.listForRef({ ...repo, ref: head, filter: 'latest' })
  return [
    ...runs.check_runs.map(({ output, conclusion }) => `${output.title ?? ''}: ${conclusion ?? 'open'}`),
    ...comments.map(({ body }) => body?.split('\n')[1]),
  ]
}

const once = ['POST /graphql Publish']

test('first both are new, then both are changed, each time in one call; then nothing is left to say', async () => {
  expect(await publish(run('Waiting'), 'one')).toEqual({ outcome: 'published', calls: once })
  expect(await seen()).toEqual(['Waiting: open', 'one'])
  const approved = run('Approved', { conclusion: 'success' })
  expect((await publish(approved, 'two')).calls).toEqual(once)
  expect(await seen()).toEqual(['Approved: success', 'two'])
  expect((await publish(approved, 'two')).calls).toEqual([])
})

test('a check that has ended is followed by a new one, and a comment alone is written alone', async () => {
  await publish(run('Approved', { conclusion: 'success' }), 'one')
  await publish(run('Waiting again'), 'one')
  expect(await seen()).toEqual(['Waiting again: open', 'one'])
  expect((await publish(run('Waiting again'), 'two')).calls).toEqual(once)
  expect(await seen()).toEqual(['Waiting again: open', 'two'])
})

test('a hundred and twenty annotations take three calls', async () => {
  const one = {
    path: `docs/${branches}.md`,
    line: 1,
    column: 1,
    level: 'failure',
    title: 'a',
    message: 'b',
  } as const
  const annotations = Array.from({ length: 120 }, () => one)
  const { calls } = await publish(run('Refused', { conclusion: 'failure', annotations }), 'one')
  expect(calls).toEqual([...once, ...once, ...once])
  const { data } = await estate.app.bot.checks.listForRef({ ...repo, ref: head })
  expect(data.check_runs[0]?.output.annotations_count).toBe(120)
})

test('a marker that somebody else typed is not ours', async () => {
  const { body } = says('forged')
  await estate.as('ria').issues.createComment({ ...repo, issue_number: number, body })
  await publish(run('Waiting'), 'one')
  expect(await seen()).toEqual(['Waiting: open', 'forged', 'one'])
})

const requested = () => loadRequested(estate.app.bot, { estate: { ...repo, installation: 1 }, number })

test('reviewers are asked by the way, beside those whom somebody else has asked', async () => {
  await estate.as('ria').pulls.requestReviewers({ ...repo, pull_number: number, reviewers: ['boss'] })
  const reviewers = { logins: ['Pat'], teams: ['acme/platform'] }
  expect(await publish(run('Waiting'), 'one', estate.app.bot, reviewers)).toEqual({
    ...{ outcome: 'published and asked', calls: once },
  })
  expect(await requested()).toEqual(['boss', 'pat', 'acme/platform'])
})

test.each<[string, Reviewers]>([
  ['of whom GraphQL was told no id', { logins: ['nobody-here'], teams: ['acme/platform'] }],
  ['who may not be asked', { logins: ['ria'], teams: ['acme/platform'] }],
])('one %s is left to the REST API, and keeps nothing else from being written', async (_, reviewers) => {
  expect((await publish(run('Waiting'), 'one', estate.app.bot, reviewers)).outcome).toBe('published')
  expect(await seen()).toEqual(['Waiting: open', 'one'])
  expect(await requested()).toEqual([])
})

test('a head that has moved gets nothing', async () => {
  const stale = run('Waiting')
  await putFile(estate.as('ria'), { branch: `change-${branches}`, path: 'docs/more.md', text: 'y\n' })
  expect(await publish(stale, 'one')).toEqual({ outcome: 'superseded', calls: [] })
})

const refusing = (graphql: (send: () => Promise<unknown>) => Promise<unknown>): GitHub => ({
  request: estate.app.bot.request,
  graphql: Object.assign(
    (document: string, inputs?: object) => graphql(() => estate.app.bot.graphql(document, { ...inputs })),
    estate.app.bot.graphql,
  ),
})

test('what GraphQL refuses of the two, the REST API writes; and nothing is written twice', async () => {
  const halfRefused = refusing(async (send) => {
    const data = (await send()) as object
    throw Object.assign(new Error('Resource not accessible by integration'), {
      data: { ...data, comment: null },
      errors: [{ type: 'FORBIDDEN', path: ['comment'] }],
    })
  })
  expect((await publish(run('Waiting'), 'one', halfRefused)).outcome).toBe('published')
  expect(await seen()).toEqual(['Waiting: open', 'one'])
})

test('where there is no room for a comment now, the check does not wait for it', async () => {
  const full = refusing(() => Promise.reject(new OverBudget(60_000)))
  expect((await publish(run('Waiting'), 'one', full)).outcome).toBe('published')
  expect(await seen()).toEqual(['Waiting: open', 'one'])
})

test('an answer that was lost fails the job, and the next try finds what was written', async () => {
  estate.github.faults.push({
    ...{ method: 'POST', template: '/graphql Publish', times: 1, status: 502, afterwards: true },
  })
  await expect(publish(run('Waiting'), 'one')).rejects.toThrow('GitHub failed (502)')
  expect((await publish(run('Waiting'), 'one')).calls).toEqual([])
  expect(await seen()).toEqual(['Waiting: open', 'one'])
})

test('each document is one that GitHub’s published schema understands', () => {
  for (const check of ['createCheckRun', 'updateCheckRun', undefined] as const)
    for (const comment of ['addComment', 'updateIssueComment', undefined] as const)
      for (const reviewers of ['requestReviews', undefined] as const)
        if (check || comment || reviewers)
          expect(validateDocument({ query: publishMutation({ run: check, comment, reviewers }) })).toEqual([])
})

test('what two processes that saw no comment have each written becomes one again', async () => {
  await publish(run('Waiting'), 'first')
  const { bot } = estate.app
  const again = () => bot.issues.createComment({ ...repo, issue_number: number, body: says('first').body })
  await again()
  // Anybody may type a marker, and keeps what they said.
  await estate.as('ria').issues.createComment({ ...repo, issue_number: number, body: says('ria').body })
  await again()
  await publish(run('Approved', { conclusion: 'success' }), 'second')
  expect(await seen()).toEqual(['Approved: success', 'second', 'ria'])
  await again()
  // Also where there is nothing new to say.
  await publish(run('Approved', { conclusion: 'success' }), 'second')
  expect(await seen()).toEqual(['Approved: success', 'second', 'ria'])
})
