/** Where messages go, all of it from the environment: two of the three are secrets. */
export type NotifyConfig = Readonly<{
  /** A channel's incoming webhook; undefined = no Slack. */
  slackWebhookUrl: string | undefined
  /** The mail server, and whom e-mail comes from; undefined = no e-mail. */
  mail: Readonly<{ smtpUrl: string; from: string }> | undefined
}>

type Env = Readonly<Record<string, string | undefined>>

/** Adds to `problems` what is wrong, and never quotes a secret. */
export function loadNotifyConfig(env: Env, problems: string[]): NotifyConfig {
  const slackWebhookUrl = address(env, 'SLACK_WEBHOOK_URL', { schemes: /^https?:$/, problems })
  const smtpUrl = address(env, 'SMTP_URL', { schemes: /^smtps?:$/, problems })
  const from = given(env, 'MAIL_FROM')
  if (
    (smtpUrl === undefined) !== (from === undefined) &&
    problems.every((one) => !one.startsWith('SMTP_URL'))
  )
    problems.push(`${from === undefined ? 'MAIL_FROM' : 'SMTP_URL'} is not set; e-mail needs both.`)
  if (from !== undefined && !/^(?:[^<>\r\n"]{1,80}<)?[^\s<>@,;"]+@[A-Za-z0-9.-]+>?$/.test(from))
    problems.push('MAIL_FROM is not an e-mail address, such as "Landlord <landlord@example.com>".')
  return { slackWebhookUrl, mail: smtpUrl && from ? { smtpUrl, from } : undefined }
}

/** Set to nothing is not set. */
const given = (env: Env, name: string): string | undefined => (env[name] === '' ? undefined : env[name])

function address(
  env: Env,
  name: string,
  { schemes, problems }: Readonly<{ schemes: RegExp; problems: string[] }>,
): string | undefined {
  const value = given(env, name)
  if (value === undefined || (URL.canParse(value) && schemes.test(new URL(value).protocol))) return value
  problems.push(`${name} is not an address of the right kind (it is not shown, since it holds a secret).`)
  return undefined
}
