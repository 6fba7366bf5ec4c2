import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { newEstate, openPull, putFile, refusal, repo, told, type Estate } from './estate.ts'

let estate: Estate
beforeAll(async () => {
  estate = await newEstate()
})
afterAll(() => estate.close())

test('a pull request is opened, listed, edited, pushed to, closed and reopened, and each is announced', async () => {
  const ria = estate.as('ria')
  const opened = await openPull(ria, 'sunrise', { 'tenants/sunrise.yaml': 'id: sunrise\ntier: gold\n' })
  const pull = { ...repo, pull_number: opened.number }
  expect(opened).toMatchObject({
    changed_files: 1,
    additions: 2,
    commits: 1,
    mergeable: true,
    user: { login: 'ria' },
  })

  const listed = await ria.pulls.list({ ...repo, head: 'acme:sunrise' })
  expect(listed.data.map(({ number }) => number)).toEqual([opened.number])

  await ria.pulls.update({ ...pull, title: 'Sunrise Health', body: 'A new tenant.' })
  const pushed = await putFile(ria, {
    branch: 'sunrise',
    path: 'tenants/sunrise.yaml',
    text: 'id: sunrise\ntier: silver\n',
  })
  await ria.pulls.update({ ...pull, state: 'closed' })
  await ria.pulls.update({ ...pull, state: 'open' })

  const now = await ria.pulls.get(pull)
  expect(now.data).toMatchObject({
    title: 'Sunrise Health',
    state: 'open',
    head: { sha: pushed },
    commits: 2,
  })
  const hooks = await estate.received('pull_request')
  expect(told(hooks, (payload) => payload.action)).toEqual([
    'opened',
    'edited',
    'synchronize',
    'closed',
    'reopened',
  ])
  expect(hooks[1]?.payload.changes).toEqual({ title: { from: 'Add sunrise' }, body: { from: '' } })
  expect(hooks[2]?.payload).toMatchObject({ before: opened.head.sha, after: pushed })
})

test('files of a pull request are git’s own diff, renames and binaries included', async () => {
  const ria = estate.as('ria')
  const opened = await openPull(ria, 'moves', {
    'a/new.txt': 'one\ntwo\n',
    'tenants/first.yaml': 'id: first\ntier: bronze\n',
  })
  const files = await ria.pulls.listFiles({ ...repo, pull_number: opened.number })
  expect(files.data.map(({ filename, status, patch }) => ({ filename, status, patch }))).toEqual([
    { filename: 'a/new.txt', status: 'added', patch: '@@ -0,0 +1,2 @@\n+one\n+two' },
    {
      filename: 'tenants/first.yaml',
      status: 'modified',
      patch: '@@ -1,2 +1,2 @@\n id: first\n-tier: gold\n+tier: bronze',
    },
  ])
})

test.each([
  ['a head that is not there', { head: 'nowhere', base: 'main' }, '422 Validation Failed'],
  ['a base that is not there', { head: 'sunrise', base: 'nowhere' }, '422 Validation Failed'],
  ['no difference', { head: 'main', base: 'main' }, '422 Validation Failed'],
  [
    'a second one of the same branch',
    { head: 'sunrise', base: 'main' },
    'A pull request already exists for acme:sunrise.',
  ],
  ['a branch of a fork', { head: 'stranger:sunrise', base: 'main' }, '422 Validation Failed'],
])('refuses to open a pull request with %s', async (_, ends, message) => {
  expect(await refusal(estate.as('ria').pulls.create({ ...repo, title: 'No', ...ends }))).toContain(message)
})

test('a draft becomes ready for review', async () => {
  const ria = estate.as('ria')
  await openPull(ria, 'spare', { 'spare.txt': 'x' })
  await putFile(ria, { branch: 'spare', path: 'spare2.txt', text: 'y' })
  const draft = await ria.pulls.create({ ...repo, head: 'spare', base: 'moves', title: 'Draft', draft: true })
  expect((await ria.pulls.get({ ...repo, pull_number: draft.data.number })).data.mergeable_state).toBe(
    'draft',
  )
  await estate.github.world.markReady('acme/estate', draft.data.number, 'ria')
  const [hook] = await estate.received('pull_request', 'ready_for_review')
  expect(hook?.payload.pull_request.draft).toBe(false)
})

test('a pull request closes when its branch is deleted', async () => {
  const ria = estate.as('ria')
  const opened = await openPull(ria, 'short-lived', { 'x.txt': 'x' })
  await ria.git.deleteRef({ ...repo, ref: 'heads/short-lived' })
  const now = await ria.pulls.get({ ...repo, pull_number: opened.number })
  expect(now.data.state).toBe('closed')
})

test('people who may only read open nothing by editing others’ pull requests', async () => {
  const update = estate.as('reader').pulls.update({ ...repo, pull_number: 1, title: 'Mine now' })
  expect(await refusal(update)).toBe('403 Must have admin rights to Repository.')
})
