import { given, secret, type Env } from './read-env.ts'

/** Where messages go, all of it from the environment: two of the three are secrets. */
export type NotifyConfig = Readonly<{
  /** A channel's incoming webhook; undefined = no Slack. */
  slackWebhookUrl: string | undefined
  /** The mail server, and whom e-mail comes from; undefined = no e-mail. */
  mail: Readonly<{ smtpUrl: string; from: string }> | undefined
}>

/** Adds to `problems` what is wrong, and never quotes a secret. */
export function loadNotifyConfig(env: Env, problems: string[]): NotifyConfig {
  const slackWebhookUrl = secret(env, 'SLACK_WEBHOOK_URL', problems)
  if (slackWebhookUrl !== undefined && !isAddress(slackWebhookUrl, /^https?:$/))
    problems.push('SLACK_WEBHOOK_URL is not an http(s) address.')
  const smtpUrl = secret(env, 'SMTP_URL', problems)
  if (smtpUrl !== undefined && !isAddress(smtpUrl, /^smtps?:$/))
    problems.push('SMTP_URL is not an address that begins with smtp:// or smtps://.')
  const from = given(env, 'MAIL_FROM')
  if (smtpUrl !== undefined && from === undefined) problems.push('MAIL_FROM is not set, and SMTP_URL is.')
  if (smtpUrl === undefined && from !== undefined) problems.push('SMTP_URL is not set, and MAIL_FROM is.')
  if (from !== undefined && !sender.test(from))
    problems.push('MAIL_FROM is not an e-mail address, such as "Landlord <landlord@example.com>".')
  return { slackWebhookUrl, mail: smtpUrl && from ? { smtpUrl, from } : undefined }
}

const isAddress = (text: string, schemes: RegExp): boolean =>
  URL.canParse(text) && schemes.test(new URL(text).protocol)

/** `a@example.com`, or the same with a name before it. */
const sender = /^(?:[^\s<>@,;"]+@[A-Za-z0-9.-]+|[^<>\r\n"]{1,80}<[^\s<>@,;"]+@[A-Za-z0-9.-]+>)$/
