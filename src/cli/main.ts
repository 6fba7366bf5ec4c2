#!/usr/bin/env node
import { Command } from 'commander'
import { UserError } from '../tenant/user-error.ts'
import { addApply } from './apply.ts'
import { addConfigure } from './configure.ts'
import { addDatabase } from './database.ts'
import { addRollback } from './rollback.ts'
import { addVerify } from './verify.ts'
import { addApprovers } from './approvers.ts'
import { addCheck } from './check.ts'
import { addEstimate } from './estimate.ts'
import { addOwners } from './owners.ts'
import { addReview } from './review.ts'
import { addInit } from './init.ts'
import { addSandbox } from './sandbox.ts'

const program = new Command('landlord')
  .description('Turns a pull request into a tenant: checks, prices, approves, provisions, proves, undoes.')
  .showHelpAfterError()

for (const add of [
  addCheck,
  addReview,
  addEstimate,
  addApprovers,
  addOwners,
  addInit,
  addSandbox,
  addApply,
  addConfigure,
  addVerify,
  addRollback,
  addDatabase,
])
  add(program)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof UserError)) throw error
  process.stderr.write(`landlord: ${error.message}\n  ${error.fix}\n`)
  process.exitCode = 2
}
