import type { Command } from 'commander'

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the registry up to date as its owner, and let another role serve from it')
    .addHelpText(
      'after',
      `
Only for a PostgreSQL of your own, where the app shall not know the owner's password: before each new version, run this with
DATABASE_ADMIN_URL (the owner) and DATABASE_URL (the role the app logs in as); then start the app with DATABASE_URL alone.
That role may add to the audit chain, and neither change, remove nor switch off what guards it. With DATABASE_ADMIN_URL
in its environment the app does this by itself at every start; with DATABASE_URL alone, one role is both.

Exit code 0: up to date; 2: it could not be done, and why.

Example:
  DATABASE_ADMIN_URL=postgresql://landlord_owner:…@db/registry DATABASE_URL=postgresql://landlord_app:…@db/registry landlord migrate`,
    )
    .action(async () => (await import('./run-migrate.ts')).migrate(process.env))
}
