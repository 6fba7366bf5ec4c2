import { start } from './app/start.ts'
import { UserError } from './tenant/user-error.ts'

try {
  await start()
} catch (error) {
  if (!(error instanceof UserError)) throw error
  process.stderr.write(`landlord: ${error.message}\n  ${error.fix}\n`)
  // At once: what was opened by then, a pool or a server of its own, would keep it alive.
  process.exit(2)
}
