import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { newMemory } from '../../src/github/memory.ts'
import type { Job } from '../../src/job.ts'
import { perform } from '../../src/perform.ts'
import type { World } from '../../src/world.ts'
import { newEstate, openPull, putFile, repo, type Estate } from '../sandbox/github/estate.ts'

/**
 * What each event costs, through the app's own wiring and against the sandbox's GitHub, which holds every request and
 * every answer to GitHub's published description. A call more here is a decision, not an accident.
 */
jest.setTimeout(60_000)

const shipped = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const path = 'tenants/vidya-school.yaml'
const text = shipped(path)

let estate: Estate
let pull: number
beforeAll(async () => {
  estate = await newEstate()
  const boss = estate.as('boss')
  const rules = {
    // There is no price book here, and a guardrail without a price asks for its seat.
    '.github/landlord/settings.yml': shipped('.github/landlord/settings.yml').replace(
      'then: seat, seat: CFO',
      'then: warn',
    ),
    '.github/landlord/APPROVERS':
      '[Platform] when budget.yearly >= lakh(1)\n/tenants/ @acme/platform\n[Never] when budget.yearly > lakh(9000)\n/tenants/ @acme/nobody\n',
  }
  for (const [file, content] of Object.entries(rules))
    await putFile(boss, { branch: 'main', path: file, text: content })
  pull = (await openPull(estate.as('ria'), 'school', { [path]: text })).number
})
afterAll(() => estate.close())

/** Whom Landlord has asked before on a pull request: in this file everyone, but where a test is about asking. */
const aWorld = (memory: World['memory'], asked: readonly string[] = ['acme/platform', 'boss']): World =>
  ({
    registry: {
      deployed: () => Promise.resolve([]),
      claims: () => Promise.resolve([]),
      tombstones: () => Promise.resolve([]),
      approvedAmounts: () => Promise.resolve({}),
      approvedRules: () => Promise.resolve({}),
      saveApprovedAmounts: () => Promise.resolve(),
      saveApprovedRules: () => Promise.resolve(),
      saveClaim: () => Promise.resolve('saved'),
      releaseRoom: () => Promise.resolve(false),
      openOperations: () => Promise.resolve([]),
      saveDecision: () => Promise.resolve(),
      withdrawDecision: () => Promise.resolve(),
      saveOpenSeats: () => Promise.resolve({}),
      saveNotices: () => Promise.resolve([]),
      askedReviewers: () => Promise.resolve(asked),
      saveAskedReviewers: () => Promise.resolve(),
    },
    log: { info: () => undefined, warn: (...said: readonly unknown[]) => expect(said).toEqual([]) },
    figures: { evaluated: () => undefined },
    memory,
    github: { as: () => Promise.resolve(estate.app.bot), app: () => Promise.resolve({ slug: 'landlord' }) },
  }) as unknown as World

const here = { owner: 'acme', repo: 'estate', installation: 1 }
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
  expect(await callsOf(review(), aWorld(memory))).toEqual(
    [
      ...[question, tree, tree, answer, 'GET /orgs/{org}/teams/{team_slug}/members'],
      // Rules, neighbours, and the new tenant.
      ...['POST /graphql Texts', 'POST /graphql Texts', 'POST /graphql Texts'],
    ].toSorted(),
  )
})

test('a push: the new commit and its file, and nothing that is known', async () => {
  await putFile(estate.as('ria'), { branch: 'school', path, text: `${text}# pushed\n` })
  expect(await callsOf(review(), aWorld(memory))).toEqual(
    [tree, question, 'POST /graphql Texts', answer].toSorted(),
  )
})

test('opened, with nobody asked yet: the reviewers are asked in the call that publishes', async () => {
  const files = { 'tenants/other-school.yaml': text.replaceAll('vidya-school', 'other-school') }
  const { number } = await openPull(estate.as('ria'), 'other', files)
  expect(await callsOf(review(number), aWorld(memory, []))).toEqual(
    [tree, question, 'POST /graphql Texts', answer].toSorted(),
  )
  const { data } = await estate.as('ria').pulls.listRequestedReviewers({ ...repo, pull_number: number })
  expect(data.users.map(({ login }) => login)).toEqual(['pat'])
})

test('an approval that may turn it green: people are told anew by the one question', async () => {
  await estate.as('pat').pulls.createReview({ ...repo, pull_number: pull, event: 'APPROVE' })
  expect(await callsOf(review(), aWorld(memory))).toEqual([answer, question])
})

test('/landlord recheck with nothing new: nothing is written but 👀 and 🚀', async () => {
  const body = '/landlord recheck'
  const { data } = await estate.as('ria').issues.createComment({ ...repo, issue_number: pull, body })
  const author = { login: 'ria', isBot: false }
  const comment = { pull: { estate: here, number: pull }, id: data.id, body, author }
  const react = 'POST issues/comments/{comment_id}/reactions'
  expect(await callsOf({ do: 'answer', comment }, aWorld(memory))).toEqual([question, react, react])
})

test('another process finds the same check run and comment, and adds none', async () => {
  await callsOf(review(), aWorld(newMemory()))
  const bot = estate.app.bot
  const { data: comments } = await bot.issues.listComments({ ...repo, issue_number: pull })
  expect(comments.filter(({ user }) => user?.type === 'Bot')).toHaveLength(1)
  const { data: checks } = await bot.checks.listForRef({ ...repo, ref: 'school', check_name: 'landlord' })
  expect(checks.check_runs).toMatchObject([{ status: 'completed', conclusion: 'success' }])
})
