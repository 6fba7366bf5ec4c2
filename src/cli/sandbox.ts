import { join } from 'node:path'
import type { Command } from 'commander'
import type { SandboxOptions } from './run-sandbox.ts'

export function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description('start a GitHub, a runner, a cloud and Landlord on this machine, and take a guided tour')
    .option('--auto', 'play all the parts without asking; exits 0 when everything ended as told')
    .option('--keep', 'leave everything running after the tour, until Ctrl-C')
    .option('--no-tour', 'only start everything (goes with --keep)')
    .option('--no-aws', 'leave the stand-in for AWS off')
    .option('--plans', 'also show the plan of each pull request before its merge, a run of Terraform each')
    .option('--port <number>', "port of the sandbox's GitHub (0 = any free one)", '0')
    .option(
      '--home <dir>',
      'folder of its data; an earlier sandbox there is removed',
      join('.landlord', 'sandbox'),
    )
    .option('--verbose', 'also show what Landlord and the runner say')
    .addHelpText(
      'after',
      `
No account anywhere is needed: repositories are real git repositories, the workflow is the estate's own, Terraform is real.

Examples:
  landlord sandbox                  take the tour, answering as requester and approvers
  landlord sandbox --auto           watch it
  landlord sandbox --keep --no-tour start everything and play yourself: git clone, curl, Octokit or the page`,
    )
    .action(async (options: SandboxOptions) => {
      const { runSandbox } = await import('./run-sandbox.ts')
      await runSandbox(options)
    })
}
