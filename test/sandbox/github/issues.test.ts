import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { newEstate, openPull, refusal, repo, told, type Estate } from './estate.ts'

let estate: Estate
beforeAll(async () => {
  estate = await newEstate()
})
afterAll(() => estate.close())

test('an App comments once, edits in place, and others see it as a bot’s', async () => {
  const opened = await openPull(estate.as('ria'), 'sunrise', { 'x.txt': 'x' })
  const issue = { ...repo, issue_number: opened.number }
  const { data: comment } = await estate.app.bot.issues.createComment({ ...issue, body: 'first' })
  await estate.app.bot.issues.updateComment({ ...repo, comment_id: comment.id, body: 'second' })
  const { data: list } = await estate.as('ria').issues.listComments(issue)
  expect(list).toMatchObject([
    {
      body: 'second',
      user: { login: 'landlord[bot]', type: 'Bot' },
      performed_via_github_app: { slug: 'landlord' },
    },
  ])
  const hooks = await estate.received('issue_comment')
  expect(told(hooks, (payload) => payload.action)).toEqual(['created', 'edited'])
  expect(hooks[0]?.payload).toMatchObject({ issue: { pull_request: {} }, sender: { login: 'landlord[bot]' } })
  expect(hooks[1]?.payload.changes).toEqual({ body: { from: 'first' } })
  await estate.app.bot.issues.deleteComment({ ...repo, comment_id: comment.id })
  expect(await refusal(estate.as('ria').issues.getComment({ ...repo, comment_id: comment.id }))).toContain(
    '404',
  )
})

test.each([
  ['blank', ' ', 'body cannot be blank'],
  ['too long', 'x'.repeat(65_537), 'body is too long (maximum is 65536 characters)'],
])('a %s comment is refused', async (_, body, why) => {
  const comment = estate.as('ria').issues.createComment({ ...repo, issue_number: 1, body })
  expect(await refusal(comment)).toContain(why)
})

test('a reaction is put once, and counted on the comment', async () => {
  const ria = estate.as('ria')
  const { data } = await ria.issues.createComment({ ...repo, issue_number: 1, body: '/landlord help' })
  const comment = { ...repo, comment_id: data.id }
  const react = (content: 'eyes' | 'rocket') =>
    estate.app.bot.reactions.createForIssueComment({ ...comment, content })
  const put = [await react('eyes'), await react('eyes'), await react('rocket')]
  expect(put.map(({ status }) => status)).toEqual([201, 200, 201])
  expect((await ria.issues.getComment(comment)).data.reactions).toMatchObject({
    ...{ total_count: 2, eyes: 1, rocket: 1, heart: 0 },
  })
  expect((await ria.reactions.listForIssueComment(comment)).data).toMatchObject([
    { content: 'eyes', user: { login: 'landlord[bot]' } },
    { content: 'rocket' },
  ])
  expect(await refusal(react('shrug' as never))).toContain('422')
})

test('someone else’s comment is not yours to change', async () => {
  const { data } = await estate.as('pat').issues.createComment({ ...repo, issue_number: 1, body: 'mine' })
  const change = (octokit = estate.as('reader')) =>
    octokit.issues.updateComment({ ...repo, comment_id: data.id, body: 'x' })
  expect(await refusal(change())).toContain('403')
  expect(await refusal(change(estate.app.bot))).toBe('403 Resource not accessible by integration')
})

test('issues and pull requests share numbers; labels are made when first used', async () => {
  const { data: issue } = await estate
    .as('ria')
    .issues.create({ ...repo, title: 'Over budget', labels: ['budget'] })
  expect(issue.labels).toMatchObject([{ name: 'budget', color: 'ededed' }])
  await estate.as('ria').issues.addLabels({ ...repo, issue_number: issue.number, labels: ['urgent'] })
  await estate.as('ria').issues.removeLabel({ ...repo, issue_number: issue.number, name: 'budget' })
  const listed = await estate.as('ria').issues.listForRepo({ ...repo, labels: 'urgent' })
  expect(listed.data.map(({ number }) => number)).toEqual([issue.number])
  await estate
    .as('ria')
    .issues.update({ ...repo, issue_number: issue.number, state: 'closed', state_reason: 'not_planned' })
  const now = await estate.as('ria').issues.get({ ...repo, issue_number: issue.number })
  expect(now.data).toMatchObject({ state: 'closed', state_reason: 'not_planned' })
  const all = await estate.as('ria').issues.listForRepo({ ...repo, state: 'all' })
  expect(all.data.map(({ number, pull_request }) => [number, pull_request !== undefined])).toEqual([
    [2, false],
    [1, true],
  ])
  await estate.as('ria').issues.addLabels({ ...repo, issue_number: 1, labels: ['urgent'] })
  const [labeled] = await estate.received('pull_request', 'labeled')
  expect(labeled?.payload.label.name).toBe('urgent')
})
