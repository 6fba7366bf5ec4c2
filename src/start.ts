import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { run } from 'probot'
import { isUnregistered, loadConfig } from './config.ts'
import { packageRoot } from './estate/template.ts'
import { serve } from './serve.ts'

/** The serving process as the environment and `.env` describe it; without an App yet, the page that creates one. */
export async function start(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  if (isUnregistered(process.env)) await register()
  else await listen()
}

/** Nothing is known of an App yet: Probot shows a page that creates it from app.yml and writes .env. */
async function register(): Promise<void> {
  // Probot looks for it in this folder alone, and an App without it would have no permissions.
  if (!existsSync('app.yml')) copyFileSync(join(packageRoot(), 'app.yml'), 'app.yml')
  process.stderr.write(
    'Landlord has no App yet. Open the address below to create it in two clicks, then start again.\n',
  )
  await run(() => undefined)
}

async function listen(): Promise<void> {
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
