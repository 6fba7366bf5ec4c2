import { existsSync } from 'node:fs'
import { isUnregistered, loadConfig } from '../config/config.ts'
import { openLog } from '../log/log.ts'
import { register } from './register.ts'
import { serve } from './serve.ts'

/** The serving process as the environment and `.env` describe it; without an App yet, the page that creates one. */
export async function start(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  if (isUnregistered(process.env)) await register()
  else await listen()
}

async function listen(): Promise<void> {
  const config = loadConfig(process.env)
  const log = openLog(config)
  const serving = await serve(config, log)
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
  void serving.lost.then((error) => {
    // What it was at is still in the database, and is done by whoever opens that.
    log.fatal({ err: error }, 'the database is lost')
    process.exit(1)
  })
  // Said last: whoever waits for it may end this process the moment it is said.
  log.info({ port: serving.port }, 'listening')
  process.send?.({ listening: serving.port })
}
