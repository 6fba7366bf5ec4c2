import { Command } from 'commander'
import { addApply } from './runner/apply.ts'
import { addApprovers } from './approvers.ts'
import { addCache } from './runner/cache.ts'
import { addAudit } from './audit.ts'
import { addCheck } from './check.ts'
import { addCopy } from './runner/copy.ts'
import { addConfigure } from './runner/configure.ts'
import { addDatabase } from './runner/database.ts'
import { addDrift } from './runner/drift.ts'
import { addEstates } from './estates.ts'
import { addEstimate } from './estimate.ts'
import { addExport } from './runner/export.ts'
import { addInit } from './init.ts'
import { addJobs } from './jobs.ts'
import { addMigrate } from './migrate.ts'
import { addNew } from './new.ts'
import { addOwners } from './owners.ts'
import { addPlan } from './runner/plan.ts'
import { addPurge } from './runner/purge.ts'
import { addPrices } from './prices.ts'
import { addReview } from './review.ts'
import { addRollback } from './runner/rollback.ts'
import { addRules } from './rules.ts'
import { addSandbox } from './sandbox.ts'
import { addServe } from './serve.ts'
import { addSimulate } from './simulate.ts'
import { addVectors } from './runner/vectors.ts'
import { addVerify } from './runner/verify.ts'
import { landlordVersion } from '../estate/version.ts'

const groups: readonly (readonly [string, readonly ((program: Command) => void)[]])[] = [
  [
    'The gate, without GitHub:',
    [addCheck, addReview, addEstimate, addPrices, addApprovers, addRules, addSimulate, addOwners],
  ],
  ['Writing an estate:', [addInit, addNew]],
  [
    'Provisioning, as the workflow calls it:',
    [
      addPlan,
      addApply,
      addConfigure,
      addCopy,
      addVerify,
      addRollback,
      addDrift,
      addExport,
      addPurge,
      addDatabase,
      addCache,
      addVectors,
    ],
  ],
  ['Running it:', [addSandbox, addServe, addMigrate, addJobs, addEstates, addAudit]],
]

/** Every command with its options and its help; what a command does is loaded when it is called. */
export function landlordProgram(): Command {
  const program = new Command('landlord')
    .description('Turns a pull request into a tenant: checks, prices, approves, provisions, proves, undoes.')
    .version(landlordVersion(), '-V, --version', 'print the version')
    .option('--no-color', 'plain text, also on a terminal; NO_COLOR=1 does the same')
    .helpOption('-h, --help', 'print this help')
    .addHelpCommand(helpCommand())
    // Thrown, so that one place decides on the exit code.
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      getOutHelpWidth: () => Math.min(process.stdout.columns || 100, 110),
      getErrHelpWidth: () => Math.min(process.stderr.columns || 100, 110),
      outputError: (words, write) => write(words.replace(/^error: /, 'landlord: ')),
    })
    .addHelpText('after', help)
  for (const [heading, adds] of groups) {
    program.commandsGroup(heading)
    for (const add of adds) add(program)
  }
  for (const command of everyCommand(program))
    command.showHelpAfterError(`  See "${nameOf(command)} --help".`)
  return program
}

const helpCommand = (): Command =>
  new Command('help')
    .argument('[command]')
    .helpOption(false)
    .description('print the help of a command')
    .helpGroup(groups.at(-1)?.[0] ?? '')

/** The program itself, its commands, and theirs. */
export const everyCommand = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(everyCommand),
]

/** `landlord rules test` */
export const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`

const help = `
Exit code 0: fine; 1: findings, or a check that failed; 2: it could not run.
Data goes to stdout, words about it to stderr. LANDLORD_DEBUG=1 shows where an unexpected error came from.

Examples:
  landlord sandbox --auto           see all of it, on this machine, with no account anywhere
  landlord init acme-estate         start an estate
  landlord new                      write a tenant file, answering questions
  landlord review --base main       see what the pull request would be told`
