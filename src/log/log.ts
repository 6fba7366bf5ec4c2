import pino, { type DestinationStream, type Logger } from 'pino'
import { aboutHere } from './about.ts'
import type { Config } from '../config/config.ts'
import { redacting } from './redact.ts'
import { traceHere } from '../telemetry/trace.ts'

/** JSON lines on stdout: without secrets, and with what is being worked on and the ids of its trace. */
export function openLog(config: Config, to?: DestinationStream): Logger {
  const options = {
    level: config.logLevel,
    name: 'landlord',
    mixin: () => ({ ...aboutHere(), ...traceHere() }),
    hooks: { streamWrite: redacting(secretsOf(config)) },
  }
  return to === undefined ? pino(options) : pino(options, to)
}

const secretsOf = (config: Config): readonly string[] => [
  ...[config.privateKey, config.webhookSecret, config.metricsToken ?? ''],
  // Whoever knows this address may post to the channel.
  ...[config.notify.slackWebhookUrl ?? ''],
  ...[config.databaseUrl, config.databaseAdminUrl, config.notify.mail?.smtpUrl].flatMap((url) =>
    url === undefined ? [] : passwordsOf(url),
  ),
]

/** As it stands in the address, and as it is. */
function passwordsOf(url: string): readonly string[] {
  const { password } = new URL(url)
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}
