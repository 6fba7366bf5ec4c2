#!/usr/bin/env node
import { Command } from 'commander'
import { UserError } from '../tenant/user-error.ts'

const program = new Command('landlord')
  .description('Turns a pull request into a tenant: checks, prices, approves, provisions, proves, undoes.')
  .showHelpAfterError()

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof UserError)) throw error
  process.stderr.write(`landlord: ${error.message}\n  ${error.fix}\n`)
  process.exitCode = 2
}
