import { expect, test } from '@jest/globals'
import { loadNotifyConfig } from '../../src/config/notify-config.ts'

const load = (env: Record<string, string>) => {
  const problems: string[] = []
  return { config: loadNotifyConfig(env, problems), problems }
}
const smtp = 'smtps://landlord:very-secret@mail.example.com:465'

test('nothing set, or set to nothing, is no channel and no problem', () => {
  const none = { config: { slackWebhookUrl: undefined, mail: undefined }, problems: [] }
  expect(load({})).toEqual(none)
  expect(load({ SLACK_WEBHOOK_URL: '', SMTP_URL: '', MAIL_FROM: '' })).toEqual(none)
})

test.each(['landlord@example.com', 'Landlord <landlord@example.com>'])('from %s', (from) => {
  const slack = 'https://hooks.slack.com/services/T/B/x'
  expect(load({ SLACK_WEBHOOK_URL: slack, SMTP_URL: smtp, MAIL_FROM: from })).toEqual({
    config: { slackWebhookUrl: slack, mail: { smtpUrl: smtp, from } },
    problems: [],
  })
})

test.each([
  [{ SLACK_WEBHOOK_URL: 'very-secret' }, /^SLACK_WEBHOOK_URL is not/],
  [{ SMTP_URL: 'http://very-secret@x', MAIL_FROM: 'a@b.example' }, /^SMTP_URL is not/],
  [{ SMTP_URL: smtp }, /^MAIL_FROM is not set/],
  [{ MAIL_FROM: 'a@b.example' }, /^SMTP_URL is not set/],
  [{ SMTP_URL: smtp, MAIL_FROM: 'a@b.example\nBcc: c@d.example' }, /^MAIL_FROM is not an/],
])('a problem is named, and no secret shown: %j', (env, says) => {
  const { problems } = load(env)
  expect(problems).toEqual([expect.stringMatching(says)])
  expect(problems.join()).not.toContain('very-secret')
})
