import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { newEstate, openPull, refusal, repo, told, type Estate } from './estate.ts'

let estate: Estate
let sha: string
beforeAll(async () => {
  estate = await newEstate()
  sha = (await openPull(estate.as('ria'), 'sunrise', { 'x.txt': 'x' })).head.sha
})
afterAll(() => estate.close())

const annotation = (line: number) => ({
  path: 'x.txt',
  start_line: line,
  end_line: line,
  annotation_level: 'failure' as const,
  message: 'Too dear.',
})

test('a check run is made, completed with annotations, and listed on its commit', async () => {
  const { checks } = estate.app.bot
  const { data: run } = await checks.create({
    ...repo,
    name: 'landlord',
    head_sha: sha,
    status: 'in_progress',
  })
  expect(run.pull_requests).toMatchObject([{ number: 1 }])
  const output = { title: 'One finding', summary: 'Over budget' }
  await checks.update({
    ...repo,
    check_run_id: run.id,
    conclusion: 'failure',
    output: { ...output, annotations: [annotation(1)] },
  })
  await checks.update({ ...repo, check_run_id: run.id, output: { ...output, annotations: [annotation(1)] } })
  const listed = await estate.as('ria').checks.listForRef({ ...repo, ref: 'sunrise', check_name: 'landlord' })
  expect(listed.data.check_runs).toMatchObject([
    { status: 'completed', conclusion: 'failure', output: { ...output, annotations_count: 2 } },
  ])
  const notes = await estate.as('ria').checks.listAnnotations({ ...repo, check_run_id: run.id })
  expect(notes.data[0]).toMatchObject({ path: 'x.txt', start_line: 1, message: 'Too dear.' })
  await estate.as('ria').checks.rerequestRun({ ...repo, check_run_id: run.id })
  await estate.as('ria').checks.rerequestSuite({ ...repo, check_suite_id: run.check_suite?.id ?? 0 })
  const hooks = await estate.received('check_run')
  expect(told(hooks, (payload) => payload.action)).toEqual(['created', 'completed', 'rerequested'])
  expect(hooks[2]?.payload.sender.login).toBe('ria')
  expect(await estate.received('check_suite', 'rerequested')).toHaveLength(1)
})

test('two first check runs at once are of one suite, where the newer one hides the older', async () => {
  const { head } = await openPull(estate.as('ria'), 'at-once', { 'y.txt': 'y' })
  const { checks } = estate.app.bot
  const create = () => checks.create({ ...repo, name: 'landlord', head_sha: head.sha, status: 'in_progress' })
  const runs = await Promise.all([create(), create()])
  expect(new Set(runs.map(({ data }) => data.check_suite?.id)).size).toBe(1)
  const { data } = await checks.listForRef({
    ...repo,
    ref: head.sha,
    check_name: 'landlord',
    filter: 'latest',
  })
  expect(data.check_runs).toHaveLength(1)
})

test('more than 50 annotations at once are refused', async () => {
  const annotations = Array.from({ length: 51 }, (_, index) => annotation(index + 1))
  const output = { title: 'Many', summary: 'many', annotations }
  const create = estate.app.bot.checks.create({ ...repo, name: 'landlord', head_sha: sha, output })
  expect(await refusal(create)).toContain(
    '422 Invalid request.\n\nNo more than 50 items are allowed; 51 were supplied.',
  )
})

test.each([
  ['a commit that is not there', { head_sha: '0'.repeat(40) }, 'No commit found for SHA'],
  ['a completion without a conclusion', { status: 'completed' }, '"conclusion" wasn\'t supplied'],
  ['an output without a summary', { output: { title: 'x' } }, '"summary" wasn\'t supplied'],
  ['a summary of a megabyte', { output: { title: 'x', summary: 'x'.repeat(1e6) } }, 'Only 65535 characters'],
])('refuses %s', async (_, fields, why) => {
  const create = estate.app.bot.request('POST /repos/acme/estate/check-runs', {
    ...repo,
    name: 'landlord',
    head_sha: sha,
    ...fields,
  })
  expect(await refusal(create)).toContain(why)
})

test('people write no check runs', async () => {
  const create = estate.as('boss').checks.create({ ...repo, name: 'landlord', head_sha: sha })
  expect(await refusal(create)).toBe('403 You must authenticate via a GitHub App.')
})

test('commit statuses combine to the worst of the newest', async () => {
  const set = (context: string, state: 'success' | 'failure') =>
    estate.as('pat').repos.createCommitStatus({ ...repo, sha, context, state })
  await set('a', 'failure')
  await set('a', 'success')
  await set('b', 'failure')
  const combined = await estate.as('ria').repos.getCombinedStatusForRef({ ...repo, ref: 'sunrise' })
  expect([combined.data.state, combined.data.total_count]).toEqual(['failure', 2])
  const all = await estate.as('ria').repos.listCommitStatusesForRef({ ...repo, ref: sha })
  expect(all.data).toHaveLength(3)
})
