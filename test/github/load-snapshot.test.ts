import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { loadReview } from '../../src/github/load/load-review.ts'
import { newMemory, type Memory } from '../../src/github/memory.ts'
import type { GitHub } from '../../src/github/octokit.ts'
import { loadRequested } from '../../src/github/publish/request-reviewers.ts'
import type { AskedSeats } from '../../src/review/asking/asked-seats.ts'
import type { ReviewInput } from '../../src/review/input.ts'
import { aSeat } from '../review/a-verdict.ts'
import { commitFiles, newEstate, openPull, putFile, repo, type Estate } from '../sandbox/github/estate.ts'

jest.setTimeout(60_000)

/** What one query tells is what the REST API tells: any difference would be a way around the gate. */
let estate: Estate
beforeAll(async () => {
  estate = await newEstate()
  await putFile(estate.as('boss'), {
    branch: 'main',
    path: '.github/landlord/APPROVERS',
    text: '[Platform]\n/tenants/ @acme/platform\n',
  })
})
afterAll(() => estate.close())

const asked = (): AskedSeats => ({
  seats: [aSeat({ approvers: ['@acme/platform', '@acme/nobody'] })],
  distinct: true,
  named: [],
})

const loadAll = (number: number, github: GitHub, memory: Memory = newMemory()): Promise<ReviewInput> =>
  loadReview(
    { estate: { ...repo, installation: 1 }, number },
    { github, memory, asked, standing: () => Promise.resolve([]) },
  )

/** Who is asked is told by the query alone; whoever wants to know besides asks then. */
async function load(...args: Parameters<typeof loadAll>): Promise<Omit<ReviewInput, 'requested'>> {
  const { requested: _, ...input } = await loadAll(...args)
  return input
}

/** The same client where GraphQL answers like this. */
const withGraphql = (graphql: () => Promise<unknown>): GitHub => ({
  request: estate.app.bot.request,
  graphql: Object.assign(graphql, estate.app.bot.graphql),
})

const restAlone = (): GitHub => withGraphql(() => Promise.reject(new Error('no GraphQL here')))

const parsed = (text: string): unknown => JSON.parse(text)

const templatesSince = (from: number): readonly string[] =>
  estate.github.calls.slice(from).map(({ template }) => template.replace('/repos/{owner}/{repo}/', ''))

const tenant = (id: string) => ({ [`tenants/${id}.yaml`]: `id: ${id}\ntier: gold\n` })

describe('one query tells what the REST API tells', () => {
  test.each<[string, (branch: string) => Promise<number>]>([
    [
      'a new pull request',
      async (branch) => (await openPull(estate.as('ria'), branch, tenant(branch))).number,
    ],
    [
      'reviews of people, on an older head too',
      async (branch) => {
        const { number } = await openPull(estate.as('ria'), branch, tenant(branch))
        await estate.as('pat').pulls.createReview({ ...repo, pull_number: number, event: 'APPROVE' })
        await putFile(estate.as('ria'), { branch, path: 'README.md', text: '# More\n' })
        const words = { event: 'REQUEST_CHANGES', body: 'No.' } as const
        await estate.as('boss').pulls.createReview({ ...repo, pull_number: number, ...words })
        return number
      },
    ],
    [
      'the base branch has moved on since the push',
      async (branch) => {
        const { number } = await openPull(estate.as('ria'), branch, tenant(branch))
        await putFile(estate.as('boss'), { branch: 'main', path: 'docs/moved.md', text: branch })
        return number
      },
    ],
    [
      'a commit of nobody whom GitHub knows',
      async (branch) => {
        const head = await commitFiles(estate.as('ria'), branch, tenant(branch))
        const ria = estate.as('ria')
        const { data: parent } = await ria.git.getCommit({ ...repo, commit_sha: head })
        const stranger = { name: 'Nobody', email: 'nobody@elsewhere.example' }
        const { data: commit } = await ria.git.createCommit({
          ...{ ...repo, message: 'Written elsewhere\n\nCo-authored-by: Pat <pat@users.example>' },
          ...{ tree: parent.tree.sha, parents: [head], author: stranger },
        })
        await ria.git.updateRef({ ...repo, ref: `heads/${branch}`, sha: commit.sha })
        const { data } = await ria.pulls.create({ ...repo, head: branch, base: 'main', title: branch })
        return data.number
      },
    ],
    [
      'a merge of the base branch in between',
      async (branch) => {
        const { number } = await openPull(estate.as('ria'), branch, tenant(branch))
        await putFile(estate.as('boss'), { branch: 'main', path: 'docs/merged.md', text: branch })
        await estate.as('ria').pulls.updateBranch({ ...repo, pull_number: number })
        return number
      },
    ],
  ])('%s', async (title, prepare) => {
    const number = await prepare(title.replaceAll(/\W+/g, '-'))
    const memory = newMemory()
    const slow = await load(number, restAlone())
    expect(await load(number, estate.app.bot)).toEqual(slow)
    // The second time the teams are known to be asked about, so that the query asks about them as well.
    await load(number, estate.app.bot, memory)
    expect(await load(number, estate.app.bot, memory)).toEqual(slow)
  })
})

test('who is asked for a review is told as the REST API tells it', async () => {
  const { number } = await openPull(estate.as('ria'), 'asks', tenant('asks'))
  const asking = { reviewers: ['boss', 'pat'], team_reviewers: ['platform'] }
  await estate.as('ria').pulls.requestReviewers({ ...repo, pull_number: number, ...asking })
  const { requested } = await loadAll(number, estate.app.bot)
  expect(requested).toEqual(['boss', 'pat', 'acme/platform'])
  const ref = { estate: { ...repo, installation: 1 }, number }
  expect(await loadRequested(estate.app.bot, ref)).toEqual(requested)
  expect((await loadAll(number, restAlone())).requested).toBeUndefined()
})

describe('what is not told whole is asked of the REST API', () => {
  test('a long list of commits, reviews or members is read to its end', async () => {
    const { number } = await openPull(estate.as('ria'), 'long', tenant('long'))
    const memory = newMemory()
    await load(number, estate.app.bot, memory)
    const whole = await load(number, estate.app.bot, memory)
    for (const list of ['commits', 'reviews', 'members', 'nodes'] as const) {
      const cut = withGraphql(async (...args: readonly unknown[]) => {
        const answer: unknown = await (
          estate.app.bot.graphql as (...all: readonly unknown[]) => Promise<unknown>
        )(...args)
        return parsed(
          JSON.stringify(answer, (key, value: unknown) =>
            key === list && typeof value === 'object' && value !== null && 'totalCount' in value
              ? { ...value, totalCount: 250 }
              : value,
          ),
        )
      })
      const from = estate.github.calls.length
      expect(await load(number, cut, memory)).toEqual(whole)
      const template = { commits: 'compare/{basehead}', reviews: 'pulls/{pull_number}/reviews' } as const
      if (list === 'commits' || list === 'reviews') expect(templatesSince(from)).toContain(template[list])
    }
  })

  test('errors beside the data: of the pull request all is asked anew, of people only the people', async () => {
    const { number } = await openPull(estate.as('ria'), 'partial', tenant('partial'))
    const memory = newMemory()
    await load(number, estate.app.bot, memory)
    const whole = await load(number, estate.app.bot, memory)
    for (const [path, asks] of [
      [['repository', 'pullRequest', 'reviews'], 'pulls/{pull_number}/reviews'],
      [['writers', 'collaborators'], 'collaborators'],
      [undefined, 'pulls/{pull_number}'],
    ] as const) {
      const partial = withGraphql(async (...args: readonly unknown[]) => {
        const data: unknown = await (
          estate.app.bot.graphql as (...all: readonly unknown[]) => Promise<unknown>
        )(...args)
        const errors = [{ message: 'Something went wrong', ...(path && { path }) }]
        throw Object.assign(new Error('Request failed'), { data, errors })
      })
      const from = estate.github.calls.length
      expect(await load(number, partial, newMemory())).toEqual(whole)
      expect(templatesSince(from)).toContain(asks)
    }
  })

  test('when GraphQL’s allowance is used up it is let alone until it is renewed', async () => {
    const { number } = await openPull(estate.as('ria'), 'limited', tenant('limited'))
    let times = 0
    const limited = withGraphql(() => {
      times += 1
      const reset = Math.floor(Date.now() / 1000) + 3600
      return Promise.reject(
        Object.assign(new Error('API rate limit exceeded'), {
          headers: { 'x-ratelimit-reset': String(reset) },
          errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }],
        }),
      )
    })
    const memory = newMemory()
    await load(number, limited, memory)
    await load(number, limited, memory)
    expect(times).toBe(1)
  })

  test('a file that is no text, and one that came changed, is read as it is', async () => {
    const { number } = await openPull(estate.as('ria'), 'odd', {
      'tenants/odd.yaml': 'id: odd\nname: \uFEFF\u0000\n',
    })
    const slow = await load(number, restAlone())
    expect(await load(number, estate.app.bot)).toEqual(slow)
    const changed = withGraphql(async (...args: readonly unknown[]) => {
      const answer: unknown = await (
        estate.app.bot.graphql as (...all: readonly unknown[]) => Promise<unknown>
      )(...args)
      return parsed(JSON.stringify(answer).replaceAll('"text":"', '"text":"owner: mallory\\n'))
    })
    expect(await load(number, changed)).toEqual(slow)
  })

  test('a head that moves while it is read is read again', async () => {
    const { number } = await openPull(estate.as('ria'), 'moving', tenant('moving'))
    let pushed = false
    const moving = withGraphql(async (...args: readonly unknown[]) => {
      if (String(args[0]).startsWith('query Texts') && !pushed) {
        pushed = true
        await putFile(estate.as('ria'), {
          branch: 'moving',
          path: 'tenants/moving.yaml',
          text: 'id: moved\n',
        })
      }
      return (estate.app.bot.graphql as (...all: readonly unknown[]) => Promise<unknown>)(...args)
    })
    const input = await load(number, moving)
    const { data } = await estate.as('ria').pulls.get({ ...repo, pull_number: number })
    expect(input.pull?.headSha).toBe(data.head.sha)
    expect(Buffer.from(input.files[0]?.after?.bytes ?? []).toString()).toBe('id: moved\n')
  })
})
