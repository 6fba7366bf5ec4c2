import { Option, type Command } from 'commander'
import type { JobsOptions } from './run-jobs.ts'

export function addJobs(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('jobs list, retry: what waits to be done, and what failed for the last time')
    .helpCommand(false)
    .addHelpText('after', groupHelp)
  jobs
    .command('list')
    .description('print dead jobs first, then what is at work and what waits')
    .option('--dead', 'dead ones only')
    .addOption(new Option('--format <format>', 'how to print them').choices(['text', 'json']).default('text'))
    .addHelpText('after', listHelp)
    .action(async (options: JobsOptions) => (await work()).list(options))
  jobs
    .command('retry')
    .argument('[id...]', 'ids of dead jobs, as "jobs list" has them')
    .option('--all', 'all dead jobs')
    .description('put dead jobs back into their queue')
    .addHelpText('after', retryHelp)
    .action(async (ids: readonly string[], options: Readonly<{ all?: true }>) =>
      (await work()).retry(ids, options),
    )
}

const work = () => import('./run-jobs.ts')

const groupHelp = `
What GitHub tells becomes jobs in the registry's database, worked off by "landlord serve". One that fails is tried again after
2 s, 4 s, 8 s …; after the last try it is dead: kept with its reason for a fortnight, and no longer tried.
Landlord finds merges, open operations and moved pull requests by itself, so most of what a dead job wanted is done anyway.

Reads the registry at DATABASE_URL, else the embedded one under LANDLORD_HOME.

Example:
  landlord jobs list --dead`

const listHelp = `
Exit code 0: no job is dead; 1: some are; 2: the registry could not be read.
The JSON is described by schemas/jobs.schema.json.

Example:
  landlord jobs list --format json | jq '.[] | select(.state == "dead") | .why'`

const retryHelp = `
Mend what the reason names first. A job whose key waits in the queue already is not put beside it: the one that waits
finds all there is to find.

Examples:
  landlord jobs retry 0b9f2f0a-5c1e-4d7e-9a39-0d0f3c1c2b11
  landlord jobs retry --all`
