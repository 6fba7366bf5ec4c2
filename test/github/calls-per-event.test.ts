import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { newMemory } from '../../src/github/memory.ts'
import type { Job } from '../../src/jobs/job.ts'
import { perform } from '../../src/jobs/perform.ts'
import type { World } from '../../src/jobs/world.ts'
import { openPull, putFile, repo, type Estate } from '../sandbox/github/estate.ts'
import { aRuledEstate, aWorld, here, path, text } from './a-world.ts'

/**
 * What each event costs, through the app's own wiring and against the sandbox's GitHub, which holds every request and
 * every answer to GitHub's published description. A call more here is a decision, not an accident.
 */
jest.setTimeout(60_000)

let estate: Estate
let pull: number
beforeAll(async () => {
  estate = await aRuledEstate()
  pull = (await openPull(estate.as('ria'), 'school', { [path]: text })).number
})
afterAll(() => estate.close())

const review = (number = pull): Job => ({ do: 'review', pull: { estate: here, number } })

/** `METHOD /what/is/asked` of one job, sorted, since some are asked at once; signing in aside. */
async function callsOf(job: Job, world: World): Promise<readonly string[]> {
  const before = estate.github.calls.length
  await perform({ job, delivery: 'd' }, world)
  return estate.github.calls
    .slice(before)
    .filter(({ template }) => !template.startsWith('/app'))
    .map(({ method, template }) => `${method} ${template.replace('/repos/{owner}/{repo}/', '')}`)
    .toSorted()
}

const memory = newMemory()
const question = 'POST /graphql Snapshot'
const answer = 'POST /graphql Publish'
const tree = 'GET git/trees/{tree_sha}'

test('opened, by a process that knows nothing yet: two file lists, all contents of a side at once', async () => {
  expect(await callsOf(review(), aWorld({ estate, memory }))).toEqual(
    [
      ...[question, tree, tree, answer, 'GET /orgs/{org}/teams/{team_slug}/members'],
      // Rules, neighbours, and the new tenant.
      ...['POST /graphql Texts', 'POST /graphql Texts', 'POST /graphql Texts'],
    ].toSorted(),
  )
})

test('a push: the new commit and its file, and nothing that is known', async () => {
  await putFile(estate.as('ria'), { branch: 'school', path, text: `${text}# pushed\n` })
  expect(await callsOf(review(), aWorld({ estate, memory }))).toEqual(
    [tree, question, 'POST /graphql Texts', answer].toSorted(),
  )
})

test('opened, with nobody asked yet: the reviewers are asked in the call that publishes', async () => {
  const files = { 'tenants/other-school.yaml': text.replaceAll('vidya-school', 'other-school') }
  const { number } = await openPull(estate.as('ria'), 'other', files)
  expect(await callsOf(review(number), aWorld({ estate, memory, asked: [] }))).toEqual(
    [tree, question, 'POST /graphql Texts', answer].toSorted(),
  )
  const { data } = await estate.as('ria').pulls.listRequestedReviewers({ ...repo, pull_number: number })
  expect(data.users.map(({ login }) => login)).toEqual(['pat'])
})

test('an approval that may turn it green: people are told anew by the one question', async () => {
  await estate.as('pat').pulls.createReview({ ...repo, pull_number: pull, event: 'APPROVE' })
  expect(await callsOf(review(), aWorld({ estate, memory }))).toEqual([answer, question])
})

test('/landlord recheck with nothing new: nothing is written but 👀 and 🚀', async () => {
  const body = '/landlord recheck'
  const { data } = await estate.as('ria').issues.createComment({ ...repo, issue_number: pull, body })
  const author = { login: 'ria', isBot: false }
  const comment = { pull: { estate: here, number: pull }, id: data.id, body, author }
  const react = 'POST issues/comments/{comment_id}/reactions'
  expect(await callsOf({ do: 'answer', comment }, aWorld({ estate, memory }))).toEqual([
    question,
    react,
    react,
  ])
})

test('another process finds the same check run and comment, and adds none', async () => {
  await callsOf(review(), aWorld({ estate, memory: newMemory() }))
  const bot = estate.app.bot
  const { data: comments } = await bot.issues.listComments({ ...repo, issue_number: pull })
  expect(comments.filter(({ user }) => user?.type === 'Bot')).toHaveLength(1)
  const { data: checks } = await bot.checks.listForRef({ ...repo, ref: 'school', check_name: 'landlord' })
  expect(checks.check_runs).toMatchObject([{ status: 'completed', conclusion: 'success' }])
})
