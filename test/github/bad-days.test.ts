import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { newMemory } from '../../src/github/memory.ts'
import type { Job } from '../../src/jobs/job.ts'
import { perform } from '../../src/jobs/perform.ts'
import type { Trouble } from '../../src/sandbox/github/http/faults.ts'
import { openPull, repo, type Estate } from '../sandbox/github/estate.ts'
import { aRuledEstate, aWorld, here, path, text } from './a-world.ts'

jest.setTimeout(60_000)

/** A GitHub that fails half way through a review: the check says so, is red, and is mended by nobody. */
let estate: Estate
let pull: number
beforeAll(async () => {
  estate = await aRuledEstate()
  pull = (await openPull(estate.as('ria'), 'school', { [path]: text })).number
})
afterAll(() => estate.close())

const review = (queued: Job[]) =>
  perform(
    { job: { do: 'review', pull: { estate: here, number: pull } }, delivery: 'd' },
    // A process that remembers nothing has to ask for all of it.
    aWorld({ estate, memory: newMemory(), queued: (job) => void queued.push(job) }),
  )

async function check() {
  const { data } = await estate.app.bot.checks.listForRef({ ...repo, ref: 'school', check_name: 'landlord' })
  const { conclusion, output } = data.check_runs[0] ?? {}
  return { conclusion, says: `${output?.title ?? ''} ${output?.summary ?? ''}` }
}

const tree = { method: 'GET', template: '/repos/{owner}/{repo}/git/trees/{tree_sha}' }
const team = { method: 'GET', template: '/orgs/{org}/teams/{team_slug}/members' }

test.each<[string, Readonly<{ method: string; template: string }>, Trouble, RegExp]>([
  [
    'forbids (403)',
    tree,
    { status: 403, message: 'Resource not accessible' },
    /does not allow Landlord to read the files.*\(403\).*permissions/s,
  ],
  ['has lost something (404)', tree, { status: 404 }, /knows no such thing.*read the files.*\(404\)/s],
  ['fails (502)', tree, { status: 502 }, /GitHub failed \(502\).*tries again by itself/s],
  [
    'has had enough (429)',
    tree,
    { status: 429, retryAfter: 60 },
    /rate limit was reached.*evaluates again by itself/s,
  ],
  ['fails at the people (502)', team, { status: 502 }, /GitHub failed \(502\).*members of team/s],
  [
    'forbids the people (403)',
    team,
    { status: 403, message: 'Resource not accessible' },
    /\(403\).*permissions/s,
  ],
])('a GitHub that %s half way', async (_, where, trouble, words) => {
  const fault = { ...where, ...trouble, times: 99 }
  estate.github.faults.push(fault)
  const queued: Job[] = []
  await expect(review(queued)).rejects.toThrow()
  expect(await check()).toEqual({ conclusion: 'failure', says: expect.stringMatching(words) })
  // The queue tries again for minutes, and this look comes when it has given up.
  expect(queued).toMatchObject([{ do: 'look-again', pull: { number: pull } }])
  fault.times = 0
  await review([])
  expect(await check()).toEqual({ conclusion: null, says: expect.stringContaining('Waiting for Platform') })
})
