import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { verify } from '@octokit/webhooks-methods'
import { newEstate, openPull, repo, statusOf, webhookSecret, told, type Estate } from './estate.ts'

let estate: Estate
beforeAll(async () => {
  estate = await newEstate()
})
afterAll(() => estate.close())

const comment = (body: string) => estate.as('ria').issues.createComment({ ...repo, issue_number: 1, body })

test('every webhook is signed, numbered and names its installation', async () => {
  await openPull(estate.as('ria'), 'sunrise', { 'x.txt': 'x' })
  const hooks = await estate.received('pull_request')
  const [hook] = hooks
  expect(await verify(webhookSecret, hook?.body ?? '', String(hook?.headers['x-hub-signature-256']))).toBe(
    true,
  )
  expect(hook?.payload.installation.id).toBe(estate.app.installationId)
  expect(hook?.payload.organization.login).toBe('acme')
  const ids = estate.hooks.map(({ headers }) => headers['x-github-delivery'])
  expect(new Set(ids).size).toBe(ids.length)
  expect(estate.hooks.map(({ event }) => event)).toEqual(['installation', 'push', 'push', 'pull_request'])
})

test('deliveries are kept, and sent again with the same number when asked', async () => {
  const { apps } = estate.app.itself
  const { data: list } = await apps.listWebhookDeliveries({ per_page: 1 })
  const [last] = list
  expect(last).toMatchObject({
    event: 'pull_request',
    action: 'opened',
    status: 'OK',
    status_code: 200,
    redelivery: false,
  })
  const one = await apps.getWebhookDelivery({ delivery_id: last?.id ?? 0 })
  expect(one.data.request.payload).toMatchObject({ action: 'opened', number: 1 })
  await apps.redeliverWebhookDelivery({ delivery_id: last?.id ?? 0 })
  const hooks = await estate.received('pull_request', 'opened')
  expect(hooks).toHaveLength(2)
  expect(hooks[1]?.headers['x-github-delivery']).toBe(hooks[0]?.headers['x-github-delivery'])
  const again = await apps.listWebhookDeliveries({ per_page: 1 })
  expect(again.data[0]).toMatchObject({ guid: last?.guid, redelivery: true })
  expect(again.data[0]?.id).not.toBe(last?.id)
})

test('deliveries are paged by cursor', async () => {
  const all = await estate.app.itself.paginate('GET /app/hook/deliveries', { per_page: 2 })
  expect(all).toHaveLength(estate.hooks.length)
})

test('an App that is gone is a failed delivery, not tried again, until someone asks', async () => {
  const { world } = estate.github
  const config = await estate.app.itself.apps.getWebhookConfigForApp()
  world.setWebhookUrl(estate.app.appId, 'http://127.0.0.1:1/')
  await comment('while you were out')
  await estate.github.settled()
  const failed = await estate.app.itself.request('GET /app/hook/deliveries', { status: 'failure' })
  expect(failed.data).toMatchObject([
    { event: 'issue_comment', status: 'failed to connect to host', status_code: 0 },
  ])
  world.setWebhookUrl(estate.app.appId, config.data.url ?? null)
  await estate.app.itself.apps.redeliverWebhookDelivery({ delivery_id: Number(failed.data[0]?.id) })
  expect(told(await estate.received('issue_comment'), (payload) => payload.comment.body)).toEqual([
    'while you were out',
  ])
})

test('webhooks can be lost, doubled and late, for those who test against that', async () => {
  const before = (await estate.received('issue_comment')).length
  estate.github.mishaps.push(
    { event: 'issue_comment', fate: 'drop' },
    { event: 'issue_comment', fate: 'duplicate' },
  )
  await comment('lost')
  await comment('doubled')
  const bodies = told(
    (await estate.received('issue_comment')).slice(before),
    (payload) => payload.comment.body,
  )
  expect(bodies).toEqual(['doubled', 'doubled'])
})

test('one that is overtaken comes after what happened later', async () => {
  const before = (await estate.received('issue_comment')).length
  estate.github.mishaps.push({ event: 'issue_comment', fate: 'overtaken', ms: 100 })
  await comment('first')
  await comment('second')
  const bodies = told(
    (await estate.received('issue_comment')).slice(before),
    (payload) => payload.comment.body,
  )
  expect(bodies).toEqual(['second', 'first'])
})

test('events that the App did not subscribe to stay away', async () => {
  const sha = (await estate.as('pat').git.getRef({ ...repo, ref: 'heads/main' })).data.object.sha
  await estate.as('pat').repos.createCommitStatus({ ...repo, sha, state: 'success' })
  expect(await estate.received('status')).toEqual([])
})

test('only the App itself sees its deliveries', async () => {
  expect(await statusOf(estate.app.bot.request('GET /app/hook/deliveries'))).toBe(0)
  expect(await statusOf(estate.as('boss').request('GET /app/hook/deliveries'))).toBe(401)
})
