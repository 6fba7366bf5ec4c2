import type { Command } from 'commander'

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('the GitHub App itself: webhooks in, checks, comments and provisioning out')
    .addHelpText(
      'after',
      `
Reads APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, WEBHOOK_SECRET, PORT (3000), HOST, GITHUB_API_URL, DATABASE_URL,
LOG_LEVEL and LANDLORD_HOME (.landlord) from the environment or from .env in this folder. Without DATABASE_URL it
keeps a PostgreSQL of its own in LANDLORD_HOME. Without an App it opens a page that creates one in two clicks.

Example:
  APP_ID=12345 PRIVATE_KEY_PATH=landlord.pem WEBHOOK_SECRET=… landlord serve`,
    )
    .action(async () => {
      const { start } = await import('../app/start.ts')
      await start()
    })
}
