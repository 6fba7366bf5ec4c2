import type { Command } from 'commander'

export function addEstates(program: Command): void {
  const estates = program
    .command('estates')
    .description('estates list, move, set-aside: whose a name is, where a repository was renamed or replaced')
    .helpCommand(false)
    .addHelpText('after', groupHelp)
  estates
    .command('list')
    .description('print every estate of the registry, and what is in its way')
    .addHelpText(
      'after',
      '\nExit code 0: nothing is in the way; 1: something is.\n\nExample:\n  landlord estates list',
    )
    .action(async () => (await work()).list())
  estates
    .command('move')
    .argument('<from>', 'owner/repo as the registry has it')
    .argument('<to>', 'owner/repo as GitHub has it now; nothing may be kept under it')
    .description('give all that is kept of one name to another; the audit chain says so')
    .addHelpText('after', '\nExample:\n  landlord estates move acme/estate acme/tenants')
    .action(async (from: string, to: string) => (await work()).move(from, to))
  estates
    .command('set-aside')
    .argument('<estate>', 'owner/repo of a repository that is gone for good')
    .description('free the name of an estate that is gone; what was kept stays, and can be verified')
    .addHelpText('after', '\nExample:\n  landlord estates set-aside acme/estate')
    .action(async (name: string) => (await work()).setAside(name))
}

const work = () => import('./run-estates.ts')

const groupHelp = `
GitHub's number of a repository says whose a name is. A rename is followed by itself with the next delivery. Where another
repository has taken a name, or something is kept under a new one, nothing is done for the estate until the two are told apart:
mostly by itself too, with the first delivery of the renamed one; else with these. See docs/runbook/LandlordEstateDisplaced.md.

Reads the registry at DATABASE_URL, else the embedded one under LANDLORD_HOME.

Example:
  landlord estates list`
