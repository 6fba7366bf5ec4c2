import { existsSync } from 'node:fs'
import pino from 'pino'
import { run } from 'probot'
import { isUnregistered, loadConfig } from './config.ts'
import { serve } from './serve.ts'
import { UserError } from './tenant/user-error.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

try {
  if (isUnregistered(process.env)) await register()
  else await start()
} catch (error) {
  if (!(error instanceof UserError)) throw error
  process.stderr.write(`landlord: ${error.message}\n  ${error.fix}\n`)
  process.exitCode = 2
}

/** Nothing is known of an App yet: Probot shows a page that creates it from app.yml and writes .env. */
async function register(): Promise<void> {
  process.stderr.write(
    'Landlord has no App yet. Open the address below to create it in two clicks, then start again.\n',
  )
  await run(() => undefined)
}

async function start(): Promise<void> {
  const config = loadConfig(process.env)
  const log = pino({
    level: config.logLevel,
    name: 'landlord',
    redact: ['*.privateKey', '*.token', '*.headers.authorization'],
  })
  const serving = await serve(config, log)
  log.info({ port: serving.port }, 'listening')
  process.send?.({ listening: serving.port })
  let ending = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) return
      ending = true
      log.info({ signal }, 'closing')
      serving.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not close cleanly')
          process.exit(1)
        },
      )
    })
  }
}
