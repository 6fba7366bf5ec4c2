import { expect, test } from '@jest/globals'
import nock from 'nock'
import { publishIssue } from '../../src/github/publish/publish-issue.ts'
import { anOctokit, inGitHub, ref } from './a-github.ts'

inGitHub()

const path = '/repos/acme/estate/issues'
const app = { slug: 'landlord-acme' }
const marker = '<!-- landlord:drift acme -->'
const drifted = {
  marker,
  title: 'acme has drifted',
  body: `${marker}\nTwo differ.`,
  healed: 'It is as declared.',
}
const api = () => nock('https://api.github.com')
const own = { number: 4, body: drifted.body, user: { login: 'landlord-acme[bot]' } }

/** GitHub's list of the App's open issues. */
const listing = (...issues: readonly object[]) =>
  api()
    .get(path)
    .query({ state: 'open', creator: 'landlord-acme[bot]', per_page: 100, page: 1 })
    .reply(200, issues)

const publish = (body: string | undefined = drifted.body) =>
  publishIssue(anOctokit(), ref.estate, { issue: { ...drifted, body }, app })

test('one that is not there yet is opened', async () => {
  listing({ ...own, body: 'another one' }, { ...own, pull_request: {} })
  const opened = api().post(path, { title: drifted.title, body: drifted.body }).reply(201, { number: 5 })
  await publish()
  expect(opened.isDone()).toBe(true)
})

test('one that says the same is left alone, whatever GitHub did to its line ends', async () => {
  listing({ ...own, body: drifted.body.replace('\n', '\r\n') })
  await publish()
  expect(nock.pendingMocks()).toEqual([])
})

test('one that says something else is edited in place', async () => {
  listing(own)
  const edited = api()
    .patch(`${path}/4`, { body: `${marker}\nOne differs.` })
    .reply(200, {})
  await publish(`${marker}\nOne differs.`)
  expect(edited.isDone()).toBe(true)
})

test('one that is over is closed with a word; where there is none, nothing is said', async () => {
  const over = { ...drifted, body: undefined }
  listing(own)
  const said = api().post(`${path}/4/comments`, { body: drifted.healed }).reply(201, {})
  const closed = api().patch(`${path}/4`, { state: 'closed', state_reason: 'completed' }).reply(200, {})
  await publishIssue(anOctokit(), ref.estate, { issue: over, app })
  expect([said.isDone(), closed.isDone()]).toEqual([true, true])
  listing()
  await publishIssue(anOctokit(), ref.estate, { issue: over, app })
  expect(nock.pendingMocks()).toEqual([])
})

test('a refusal is thrown, and says what was tried', async () => {
  listing()
  api().post(path).reply(403, { message: 'Resource not accessible by integration' })
  await expect(publish()).rejects.toThrow('GitHub does not allow Landlord to open an issue (403).')
})
