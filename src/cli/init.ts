import type { Command } from 'commander'
import type { InitOptions } from './run-init.ts'

export function addInit(program: Command): void {
  program
    .command('init')
    .argument('[dir]', 'folder of the new estate', '.')
    .option('--examples', 'also write three tenants to learn from')
    .description('write an estate: rules, schemas, provisioning workflow, Terraform')
    .addHelpText(
      'after',
      `
Writes what an estate needs and never touches a file that is already there.

Example:
  landlord init acme-estate --examples
  cd acme-estate && git init -b main && landlord check`,
    )
    .action(async (dir: string, options: InitOptions) => {
      const { runInit } = await import('./run-init.ts')
      runInit(dir, options)
    })
}
