import { describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { publishCheckRun } from '../../src/github/publish/publish-check-run.ts'
import { publishComment } from '../../src/github/publish/publish-comment.ts'
import { react } from '../../src/github/publish/react.ts'
import type { Annotation, CheckRun } from '../../src/review/comment/check-run.ts'
import { reviewMarker, type Comment } from '../../src/review/comment/comment.ts'
import { UserError } from '../../src/tenant/user-error.ts'
import { anOctokit, headSha, inGitHub, ref } from './a-github.ts'

inGitHub()

const app = { slug: 'landlord-acme' }
const api = () => nock('https://api.github.com')
const repo = '/repos/acme/estate'

const anAnnotation = (line: number): Annotation => ({
  path: 'tenants/a.yaml',
  line,
  column: 3,
  level: 'failure',
  title: 'schema/type',
  message: 'Wrong.\nMend it.',
})

const aCheckRun = (over: Partial<CheckRun> = {}): CheckRun => ({
  name: 'landlord',
  headSha,
  conclusion: 'failure',
  title: 'Refused: 1 problem to mend',
  summary: 'It cannot be merged as it is.',
  annotations: [],
  ...over,
})

type Run = { id?: number; status?: string; slug?: string; externalId?: string; annotations?: number }
const runs = (...list: readonly Run[]) =>
  api()
    .get(`${repo}/commits/${headSha}/check-runs?check_name=landlord&filter=latest&per_page=100`)
    .reply(200, {
      total_count: list.length,
      check_runs: list.map(
        ({ id = 1, status = 'completed', slug = app.slug, externalId = '', annotations = 0 }) => ({
          id,
          status,
          app: { slug },
          external_id: externalId,
          output: { annotations_count: annotations },
        }),
      ),
    })

type Sent = { external_id?: string; output: { annotations: { start_line: number }[] } } & Record<
  string,
  unknown
>

/** Replies and remembers what it was sent. */
function keeping(method: 'POST' | 'PATCH', path: string, reply: object = { id: 99 }): Sent[] {
  const sent: Sent[] = []
  api()
    .persist()
    .intercept(path, method)
    .reply(async (request: Request) => {
      sent.push((await request.clone().json()) as Sent)
      return [200, reply]
    })
  return sent
}

const publish = (checkRun: CheckRun) => publishCheckRun(anOctokit(), ref.estate, { checkRun, app })

describe('the check run', () => {
  test('is created on the commit that was evaluated, with its annotations', async () => {
    runs()
    const created = keeping('POST', `${repo}/check-runs`)
    await publish(aCheckRun({ annotations: [anAnnotation(7)] }))
    expect(created).toEqual([
      {
        name: 'landlord',
        head_sha: headSha,
        external_id: expect.stringMatching(/^[0-9a-f]{64}$/),
        status: 'completed',
        conclusion: 'failure',
        output: {
          title: 'Refused: 1 problem to mend',
          summary: 'It cannot be merged as it is.',
          annotations: [
            {
              path: 'tenants/a.yaml',
              start_line: 7,
              end_line: 7,
              start_column: 3,
              end_column: 3,
              annotation_level: 'failure',
              title: 'schema/type',
              message: 'Wrong.\nMend it.',
            },
          ],
        },
      },
    ])
  })

  test('stays in progress while approvals are open, and has no conclusion then', async () => {
    runs()
    const created = keeping('POST', `${repo}/check-runs`)
    await publish(aCheckRun({ conclusion: 'in progress' }))
    expect(created[0]).toMatchObject({ status: 'in_progress' })
    expect(created[0]).not.toHaveProperty('conclusion')
  })

  test('brings more than fifty annotations in several requests', async () => {
    runs()
    const created = keeping('POST', `${repo}/check-runs`, { id: 42 })
    const updated = keeping('PATCH', `${repo}/check-runs/42`)
    await publish(aCheckRun({ annotations: Array.from({ length: 120 }, (_, i) => anAnnotation(i + 1)) }))
    expect([...created, ...updated].map(({ output }) => output.annotations.length)).toEqual([50, 50, 20])
    expect(updated.at(-1)?.output.annotations.at(-1)?.start_line).toBe(120)
  })

  test('that says the same already is left alone', async () => {
    runs()
    const created = keeping('POST', `${repo}/check-runs`)
    await publish(aCheckRun())
    runs({ externalId: created[0]!.external_id! })
    await publish(aCheckRun())
    expect(created).toHaveLength(1)
  })

  test('that is still open is updated', async () => {
    runs({ id: 5, status: 'in_progress' })
    const updated = keeping('PATCH', `${repo}/check-runs/5`)
    await publish(aCheckRun({ conclusion: 'success' }))
    expect(updated[0]).toMatchObject({ status: 'completed', conclusion: 'success' })
  })

  test.each([
    ['has ended, and cannot be reopened', { status: 'completed' }],
    ['has annotations, which cannot be taken back', { status: 'in_progress', annotations: 2 }],
    ['belongs to another App', { status: 'in_progress', slug: 'impostor' }],
  ])('that %s is followed by a new one', async (_, run) => {
    runs(run)
    const created = keeping('POST', `${repo}/check-runs`)
    await publish(aCheckRun({ conclusion: 'in progress' }))
    expect(created).toHaveLength(1)
  })

  test.each([403, 404, 422, 502])('a refusal (%d) is thrown, never swallowed', async (status) => {
    runs()
    api().post(`${repo}/check-runs`).reply(status, { message: 'no' })
    const error: unknown = await publish(aCheckRun()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(error instanceof UserError).toBe(status !== 422)
  })
})

const aComment = (over: Partial<Comment> = {}): Comment => ({
  marker: reviewMarker,
  body: `${reviewMarker}\n\nWaiting for CFO\n`,
  create: true,
  ...over,
})

type Written = { id: number; body: string; login?: string; type?: string }
const comments = (list: readonly Written[], page = 1, more = false) =>
  api()
    .get(`${repo}/issues/7/comments?per_page=100&page=${page}`)
    .reply(
      200,
      list.map(({ id, body, login = 'landlord-acme[bot]', type = 'Bot' }) => ({
        id,
        body,
        user: { login, type },
      })),
      more ? { link: `<https://api.github.com${repo}/issues/7/comments?page=${page + 1}>; rel="next"` } : {},
    )

const say = (comment: Comment) => publishComment(anOctokit(), ref, { comment, app })

describe('the comment', () => {
  test('is created once', async () => {
    comments([])
    const created = keeping('POST', `${repo}/issues/7/comments`)
    await say(aComment())
    expect(created).toEqual([{ body: aComment().body }])
  })

  test('is found on a later page and edited in place', async () => {
    comments([{ id: 1, body: 'hello', login: 'ria', type: 'User' }], 1, true)
    comments([{ id: 2, body: `${reviewMarker}\n\nold` }], 2)
    const edited = keeping('PATCH', `${repo}/issues/comments/2`)
    await say(aComment())
    expect(edited).toEqual([{ body: aComment().body }])
  })

  test('that says the same is left alone, whatever GitHub did to its line ends', async () => {
    comments([{ id: 2, body: aComment().body.trim().replaceAll('\n', '\r\n') }])
    await say(aComment())
    expect(nock.pendingMocks()).toEqual([])
  })

  test.each([
    ['a person', { login: 'mallory', type: 'User' }],
    ['another bot', { login: 'other[bot]', type: 'Bot' }],
    ['a person whose name is the App’s', { login: 'landlord-acme', type: 'User' }],
  ])('with our marker, forged by %s, is not ours', async (_, forger) => {
    comments([{ id: 2, body: `${reviewMarker}\n\n### ✅ Approved`, ...forger }])
    const created = keeping('POST', `${repo}/issues/7/comments`)
    await say(aComment())
    expect(created).toHaveLength(1)
  })

  test('of our own that only quotes the marker is another one', async () => {
    comments([{ id: 2, body: `Provisioned. ${reviewMarker}` }])
    const created = keeping('POST', `${repo}/issues/7/comments`)
    await say(aComment())
    expect(created).toHaveLength(1)
  })

  test('with nothing to say is not created', async () => {
    comments([])
    await say(aComment({ create: false }))
    expect(nock.pendingMocks()).toEqual([])
  })

  test('with nothing to say any more replaces what was said', async () => {
    comments([{ id: 2, body: `${reviewMarker}\n\nold` }])
    const edited = keeping('PATCH', `${repo}/issues/comments/2`)
    await say(aComment({ create: false }))
    expect(edited).toHaveLength(1)
  })

  test.each([403, 502])('a refusal (%d) is said in words', async (status) => {
    comments([])
    api().post(`${repo}/issues/7/comments`).reply(status, { message: 'no' })
    await expect(say(aComment())).rejects.toBeInstanceOf(UserError)
  })
})

test('a reaction is put on the comment', async () => {
  const sent = keeping('POST', `${repo}/issues/comments/3/reactions`)
  await react(anOctokit(), ref.estate, { commentId: 3, reaction: 'eyes' })
  expect(sent).toEqual([{ content: 'eyes' }])
})
