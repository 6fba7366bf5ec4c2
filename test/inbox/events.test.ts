import { expect, test } from '@jest/globals'
import { Probot } from 'probot'
import { landlord } from '../../src/inbox/events.ts'
import type { Job } from '../../src/jobs/job.ts'

const repository = { name: 'estate', default_branch: 'main', owner: { login: 'acme' } }
const installation = { id: 7 }
const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const sent = { repository, installation }
const person = { login: 'ria', type: 'User' }

async function jobsFrom(name: string, payload: object): Promise<readonly Job[]> {
  const jobs: Job[] = []
  const probot = new Probot({ githubToken: 'unused', logLevel: 'fatal' })
  await probot.load(landlord((_delivery, found) => Promise.resolve(void jobs.push(...found))))
  await probot.receive({ id: 'd-1', name, payload: { ...sent, ...payload } } as never)
  return jobs
}

const review = { do: 'review', pull: { estate, number: 3 } }

test.each(['opened', 'synchronize', 'reopened', 'edited', 'ready_for_review'])(
  'a pull request %s is reviewed',
  async (action) => {
    expect(await jobsFrom('pull_request', { action, number: 3, pull_request: {} })).toEqual([review])
  },
)

test.each([
  ['that approves', 'submitted', 'approved', 'User', 1],
  ['that asks for changes', 'submitted', 'changes_requested', 'User', 1],
  ['that was dismissed', 'dismissed', 'dismissed', 'User', 1],
  // Not that it counted: its reader has to be told that it does not.
  ['by a bot that approves', 'submitted', 'approved', 'Bot', 1],
  ['that only comments, which changes no opinion', 'submitted', 'commented', 'User', 0],
  ['of our own suggestions', 'submitted', 'commented', 'Bot', 0],
])('a review %s leads to as many evaluations as it can matter to', async (_, action, state, type, jobs) => {
  const payload = { action, pull_request: { number: 3 }, review: { state, user: { login: 'carla', type } } }
  expect(await jobsFrom('pull_request_review', payload)).toEqual(jobs === 0 ? [] : [review])
})

test('a merge starts provisioning at its merge commit', async () => {
  const pull_request = { merged: true, merge_commit_sha: 'abc' }
  expect(await jobsFrom('pull_request', { action: 'closed', number: 3, pull_request })).toEqual([
    { do: 'merge', estate, pull: 3, sha: 'abc' },
    { do: 'release', pull: { estate, number: 3 } },
  ])
})

test('a pull request closed without merging gives back its room, and starts nothing', async () => {
  const pull_request = { merged: false, merge_commit_sha: 'abc' }
  expect(await jobsFrom('pull_request', { action: 'closed', number: 3, pull_request })).toEqual([
    { do: 'release', pull: { estate, number: 3 } },
  ])
})

const commented = (
  body: string,
  user: object = person,
  issue: object = { number: 3, pull_request: {} },
): object => ({
  action: 'created',
  issue,
  comment: { id: 9, body, user },
})

test('a slash command by a person is answered', async () => {
  expect(await jobsFrom('issue_comment', commented('/landlord help'))).toEqual([
    {
      do: 'answer',
      comment: {
        pull: { estate, number: 3 },
        id: 9,
        body: '/landlord help',
        author: { login: 'ria', isBot: false },
      },
    },
  ])
})

test.each([
  ['other words', commented('looks good')],
  ['a bot, itself included', commented('/landlord recheck', { login: 'landlord[bot]', type: 'Bot' })],
  ['an issue that is no pull request', commented('/landlord help', person, { number: 3 })],
])('%s : no answer', async (_, payload) => {
  expect(await jobsFrom('issue_comment', payload)).toEqual([])
})

test('"Re-run" on the check reviews every pull request of its commit again', async () => {
  const check_run = { pull_requests: [{ number: 3 }, { number: 4 }] }
  const other = { do: 'review', pull: { estate, number: 4 } }
  expect(await jobsFrom('check_run', { action: 'rerequested', check_run })).toEqual([review, other])
})

test.each([
  ['rules on the default branch', 'refs/heads/main', '.github/landlord/APPROVERS', 1],
  ['a tenant on the default branch', 'refs/heads/main', 'tenants/acme.yaml', 0],
  ['rules on another branch', 'refs/heads/topic', '.github/landlord/APPROVERS', 0],
])(
  'after a push of %s, open pull requests are looked at again only if they must',
  async (_, ref, path, jobs) => {
    const before = 'b'.repeat(40)
    const commits = [{ added: [], modified: [path], removed: [] }]
    const found = await jobsFrom('push', { ref, before, commits })
    expect(found).toEqual([
      ...(jobs === 0 ? [] : [{ do: 'review-all', estate, base: 'main' }]),
      // Whatever came there is held against what was decided.
      ...(ref === 'refs/heads/main' ? [{ do: 'watch', estate, before }] : []),
    ])
  },
)

test.each([
  ['landlord op_abcdefghij0123456789 apply acme', [{ do: 'operate', operation: 'op_abcdefghij0123456789' }]],
  ['landlord op_short apply acme', []],
  ['nightly', []],
])('a workflow run called "%s" leads to %j', async (display_title, jobs) => {
  expect(await jobsFrom('workflow_run', { action: 'completed', workflow_run: { display_title } })).toEqual(
    jobs,
  )
})

test('a delivery that cannot be kept is an error, so that GitHub shows it as failed', async () => {
  const probot = new Probot({ githubToken: 'unused', logLevel: 'fatal' })
  await probot.load(landlord(() => Promise.reject(new Error('the database is away'))))
  const event = { id: 'd-1', name: 'pull_request', payload: { ...sent, action: 'opened', number: 3 } }
  await expect(probot.receive(event as never)).rejects.toThrow('the database is away')
})

const organization = { login: 'Acme' }
const people = (who?: readonly string[]): Job => ({ do: 'people', installation: 7, ...(who && { who }) })

test.each<[string, string, object, Job | undefined]>([
  [
    'leaves a team',
    'membership',
    { action: 'removed', member: { login: 'Carla' }, team: { slug: 'cfo', parent: null } },
    people(['acme/cfo', 'carla']),
  ],
  [
    'joins a team below another',
    'membership',
    { action: 'added', member: { login: 'carla' }, team: { slug: 'cfo-asia', parent: { slug: 'cfo' } } },
    people(['acme/cfo-asia', 'acme/cfo', 'carla']),
  ],
  [
    'leaves a team that is gone, which then has no name that anything is known by',
    'membership',
    { action: 'removed', member: { login: 'carla' }, team: { id: 1, name: 'CFO', deleted: true } },
    people(),
  ],
  [
    'leaves the organisation',
    'organization',
    { action: 'member_removed', membership: { user: { login: 'carla' } } },
    people(['carla']),
  ],
  ['may no longer write', 'member', { action: 'removed', member: { login: 'carla' } }, people(['carla'])],
])('somebody %s: what hangs on them is looked at again', async (_, name, payload, job) => {
  expect(await jobsFrom(name, { ...payload, organization })).toEqual([job])
})

test.each([
  ['renamed', 'edited', [people()]],
  ['deleted, with those below it', 'deleted', [people()]],
  ['taken out of a repository', 'removed_from_repository', [people()]],
  ['created, which nothing can hang on yet', 'created', []],
])('a team is %s', async (_, action, jobs) => {
  expect(await jobsFrom('team', { action, organization, team: { slug: 'cfo' } })).toEqual(jobs)
})
