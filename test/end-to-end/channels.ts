import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A Slack channel's webhook and a mail server, and what they were sent. */
export type Channels = Readonly<{
  /** For the app's environment. */
  env: Readonly<Record<string, string>>
  /** The text of every message. */
  slack: readonly string[]
  mail: readonly Readonly<{ to: readonly string[]; raw: string }>[]
  close: () => Promise<void>
}>

export async function startChannels(): Promise<Channels> {
  const slack: string[] = []
  const mail: { to: readonly string[]; raw: string }[] = []
  const webhook = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => (body += part))
    request.on('end', () => {
      slack.push((JSON.parse(body) as { text: string }).text)
      response.end('ok')
    })
  })
  const smtp = new SMTPServer({
    ...{ disabledCommands: ['STARTTLS', 'AUTH'], authOptional: true },
    onData: (stream, { envelope }, done) => {
      let raw = ''
      stream.on('data', (part: Buffer) => (raw += part.toString()))
      stream.on('end', () => {
        mail.push({ to: envelope.rcptTo.map(({ address }) => address), raw })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => void webhook.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', () => resolve()))
  const portOf = (address: unknown): number => (address as AddressInfo).port
  return {
    env: {
      SLACK_WEBHOOK_URL: `http://127.0.0.1:${portOf(webhook.address())}/services/T0/B0/secret`,
      SMTP_URL: `smtp://127.0.0.1:${portOf(smtp.server.address())}`,
      MAIL_FROM: 'Landlord <landlord@acme.example>',
    },
    slack,
    mail,
    close: async () => {
      webhook.closeAllConnections()
      await Promise.all([
        new Promise((resolve) => webhook.close(resolve)),
        new Promise<void>((resolve) => {
          smtp.close(resolve)
        }),
      ])
    },
  }
}
