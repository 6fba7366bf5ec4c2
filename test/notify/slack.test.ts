import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { slackChannel } from '../../src/notify/slack.ts'
import { renderSlack } from '../../src/provisioning/render-slack.ts'
import { aNotice } from '../builders.ts'

let server: Server
let posted: { type: string | undefined; body: unknown }[] = []
let answer: readonly [status: number, body: string] = [200, 'ok']
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      posted.push({ type: request.headers['content-type'], body: JSON.parse(body) as unknown })
      response.writeHead(answer[0], { location: '/elsewhere' }).end(answer[1])
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
beforeEach(() => {
  posted = []
  answer = [200, 'ok']
})
afterAll(() => void server.close())

const secret = '/services/T000/B000/very-secret'
const channel = () => slackChannel(`http://127.0.0.1:${(server.address() as AddressInfo).port}${secret}`)
const message = renderSlack(aNotice(), 'https://github.com')

test('a message is posted as JSON, once', async () => {
  await channel()(message)
  expect(posted).toEqual([{ type: 'application/json', body: message }])
})

test.each([
  [404, 'no_service', 'Slack answered 404: no_service'],
  [429, 'rate_limited', 'Slack answered 429: rate_limited'],
  [500, '<html>a page\u0000</html>', 'Slack answered 500:  html a page   html '],
])('an answer of %i is an error that says why', async (status, body, says) => {
  answer = [status, body]
  await expect(channel()(message)).rejects.toThrow(says)
})

test.each([
  ['somebody who sends us elsewhere', () => (answer = [302, ''])],
  ['a Slack that is away', () => undefined],
])('%s is an error that does not show the secret', async (_, prepare) => {
  const moved = prepare()
  const send = moved === undefined ? slackChannel(`http://127.0.0.1:1${secret}`) : channel()
  const error = await send(message).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const { message: says, stack, cause } = error as Error
  expect(says).toBe('fetch failed')
  expect(JSON.stringify([says, stack, String(cause)])).not.toContain('very-secret')
})
