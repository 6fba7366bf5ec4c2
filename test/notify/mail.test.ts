import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { SMTPServer } from 'smtp-server'
import { mailChannel } from '../../src/notify/mail.ts'
import { renderMail } from '../../src/provisioning/render-mail.ts'
import { aNotice } from '../builders.ts'

type Got = { from: string; to: readonly string[]; user: unknown; raw: string }

let server: SMTPServer
let got: Got[] = []
let refuse: string | undefined
beforeAll(async () => {
  server = new SMTPServer({
    // Without TLS, as on a loopback relay.
    ...{ disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authOptional: true },
    onAuth: ({ username, password }, _, done) => {
      if (password === 'very-secret') done(null, { user: username })
      else done(new Error('Invalid username or password'))
    },
    onRcptTo: ({ address }, _, done) => {
      done(address === refuse ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null)
    },
    onData: (stream, { envelope, user }, done) => {
      let raw = ''
      stream.on('data', (part: Buffer) => (raw += part.toString()))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope
        const from = mailFrom === false ? '' : mailFrom.address
        got.push({ from, to: rcptTo.map(({ address }) => address), user, raw })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()))
})
beforeEach(() => {
  got = []
  refuse = undefined
})
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

const from = 'Landlord <landlord@acme.example>'
const at = (login = '') =>
  `smtp://${login}127.0.0.1:${(server.server.address() as AddressInfo).port}?tls.rejectUnauthorized=false`
const send = (notice = aNotice(), to: readonly string[] = ['ria@acme.example'], login = '') =>
  mailChannel({ smtpUrl: at(login), from })({
    ...renderMail(notice, 'https://github.com'),
    ...{ id: 'notice-7-owner', to },
  })

/** Header lines, unfolded. */
const headers = (raw: string): readonly string[] =>
  (raw.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')

test('a real server gets one message, in text and in HTML, from whom and to whom it is', async () => {
  await send(aNotice(), ['ria@acme.example', 'platform@acme.example'])
  expect(got).toHaveLength(1)
  expect(got[0]).toMatchObject({
    from: 'landlord@acme.example',
    to: ['ria@acme.example', 'platform@acme.example'],
  })
  const raw = got[0]?.raw ?? ''
  expect(headers(raw)).toEqual(
    expect.arrayContaining([
      'From: Landlord <landlord@acme.example>',
      'To: ria@acme.example, platform@acme.example',
      'Message-ID: <notice-7-owner@acme.example>',
      'Auto-Submitted: auto-generated',
    ]),
  )
  expect(raw).toContain('Content-Type: text/plain; charset=utf-8')
  expect(raw).toContain('Content-Type: text/html; charset=utf-8')
})

test('a name and a password from the address are used', async () => {
  await send(aNotice(), ['ria@acme.example'], 'landlord:very-secret@')
  expect(got[0]?.user).toBe('landlord')
})

test('nothing in a notice becomes a header or another receiver', async () => {
  const tenant = 'x\r\nBcc: spy@evil.example\r\n\r\nhello'
  const says = 'y\r\n.\r\nMAIL FROM:<evil@evil.example>'
  await send(aNotice({ tenant, says, facts: [['Why\r\nTo: spy@evil.example', '\u2028z']] }))
  expect(got).toHaveLength(1)
  expect(got[0]?.to).toEqual(['ria@acme.example'])
  const named = headers(got[0]?.raw ?? '').map((line) => line.split(':')[0])
  expect(named.toSorted()).toEqual([
    'Auto-Submitted',
    'Content-Type',
    'Date',
    'From',
    'MIME-Version',
    'Message-ID',
    'Subject',
    'To',
  ])
})

test.each([
  ['a wrong password', ['ria@acme.example'], 'landlord:wrong-secret@', 'Invalid login'],
  ['a mailbox that there is not', ['gone@acme.example'], '', 'no such mailbox'],
])('%s is an error without the password', async (_, to, login, says) => {
  refuse = 'gone@acme.example'
  const error = await send(aNotice(), to, login).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(String(error)).toContain(says)
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('wrong-secret')
})

test('a mail server that is away is an error', async () => {
  const lost = mailChannel({ smtpUrl: 'smtp://127.0.0.1:1', from })
  await expect(
    lost({ ...renderMail(aNotice(), 'https://github.com'), id: 'n', to: ['ria@acme.example'] }),
  ).rejects.toThrow('ECONNREFUSED')
})
