import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { operationNotices } from '../../src/provisioning/operation-notices.ts'
import { renderMail } from '../../src/provisioning/render-mail.ts'
import { renderSlack } from '../../src/provisioning/render-slack.ts'
import type { Notice } from '../../src/tenant/notice.ts'
import { noticeEvents } from '../../src/tenant/settings/notifications.ts'
import { aNotice } from '../builders.ts'
import { expectGolden } from '../golden.ts'
import { anOperation, later } from '../operation-builders.ts'

const web = 'https://github.com'

const attack =
  '<!channel> <@U123> @here *bold* `code` <https://evil.example|click> &lt; <img src=x onerror=alert(1)> "\' \u202egnp\u0000\r\nBcc: x@evil.example'

const failed = operationNotices(
  anOperation({
    history: [
      { state: 'QUEUED', at: later(0).toISOString() },
      {
        state: 'ROLLING_BACK',
        at: later(30).toISOString(),
        reason: 'Another tenant’s login could read 3 rows.',
      },
      { state: 'ROLLED_BACK', at: later(60).toISOString() },
    ],
  }),
)

const told: Readonly<Record<string, Notice>> = {
  active: aNotice(),
  failed: failed[0] ?? aNotice(),
  'hostile-text': aNotice({ tenant: attack, says: attack, facts: [[attack, attack]] }),
  'nothing-but-a-sentence': aNotice({
    event: 'drift',
    facts: [],
    tenant: undefined,
    number: undefined,
  } as never),
}

test.each(Object.entries(told))('%s reads as its golden files', (name, notice) => {
  const { subject, text, html } = renderMail(notice, web)
  expectGolden(
    `provisioning/notice-${name}.slack.json`,
    JSON.stringify(renderSlack(notice, web), null, 2) + '\n',
  )
  expectGolden(`provisioning/notice-${name}.txt`, `Subject: ${subject}\n\n${text}`)
  expectGolden(`provisioning/notice-${name}.html`, html)
})

test('of an operation each state that somebody wants to hear of is told under a key of its own', () => {
  expect(failed.map(({ event, key, says }) => [event, key, says])).toEqual([
    [
      'failed',
      'rolling_back op_aaaaaaaaaaaaaaaaaaaa',
      'Provisioning sunrise-health failed, and is being undone.',
    ],
    [
      'rolled-back',
      'rolled_back op_aaaaaaaaaaaaaaaaaaaa',
      'Everything that was created for sunrise-health is gone again.',
    ],
  ])
})

test.each([
  ['ACTIVE', {}, 'sunrise-health is set up, verified and active.'],
  ['ACTIVE', { kind: 'change' }, 'The change of sunrise-health is in force and verified.'],
  ['SUSPENDED', { kind: 'suspend' }, 'sunrise-health is suspended.'],
  ['QUARANTINED', {}, 'sunrise-health needs a person: nothing more happens to it by itself.'],
  ['ROLLED_BACK', { lastGoodSha: 'b'.repeat(40) }, 'sunrise-health is back as it was before.'],
  [
    'UNAUTHORISED',
    {},
    'A change of sunrise-health came onto the default branch past the gate. It is not provisioned.',
  ],
] as const)('%s %j: %s', (state, over, says) => {
  const at = later(1).toISOString()
  expect(operationNotices(anOperation({ ...over, history: [{ state, at }] })).map((one) => one.says)).toEqual(
    [says],
  )
})

/** Every string of a value, however deep. */
const strings = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(strings)
      : []

test('whatever the words are, Slack sees no markup of theirs, a subject is one line, and HTML has no tag of theirs', () => {
  const word = fc.string({ unit: 'binary' })
  const notice = fc.record({ says: word, tenant: word, facts: fc.array(fc.tuple(word, word)) })
  fc.assert(
    fc.property(notice, fc.constantFrom(...noticeEvents), (fields, event) => {
      const one = aNotice({ ...fields, event })
      const { text, blocks } = renderSlack(one, web)
      expect(text).not.toMatch(/[<>]/)
      const marked = blocks.filter((block) => JSON.stringify(block).includes('"mrkdwn"'))
      expect(strings(marked)).toEqual([
        'context',
        'mrkdwn',
        '<https://github.com/acme/estate/issues/7|acme/estate #7>',
      ])
      const { subject, html } = renderMail(one, web)
      expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
      expect(subject.length).toBeLessThan(200)
      const tags = [...html.matchAll(/<([a-z0-9]+)/g)].map(([, tag]) => tag)
      expect(
        tags.every((tag) => 'html body h2 p a small table tr th td'.split(' ').includes(tag ?? '')),
      ).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('Slack’s limits hold for the longest words', () => {
  const long = 'x'.repeat(10_000)
  const { blocks } = renderSlack(
    aNotice({ tenant: long, says: long, facts: Array.from({ length: 50 }, () => [long, long] as const) }),
    web,
  )
  const [header, section] = blocks as readonly Readonly<{
    text: { text: string }
    fields?: readonly { text: string }[]
  }>[]
  expect(header?.text.text.length).toBeLessThanOrEqual(150)
  expect(section?.text.text.length).toBeLessThanOrEqual(3000)
  expect(section?.fields?.length).toBeLessThanOrEqual(10)
  expect(Math.max(...(section?.fields ?? []).map(({ text }) => text.length))).toBeLessThanOrEqual(2000)
})
