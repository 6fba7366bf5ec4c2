import { start } from './app/start.ts'
import { UserError } from './tenant/user-error.ts'

try {
  await start()
} catch (error) {
  if (!(error instanceof UserError)) throw error
  process.stderr.write(`landlord: ${error.message}\n  ${error.fix}\n`)
  process.exitCode = 2
}
