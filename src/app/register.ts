import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'probot'
import { packageRoot } from '../estate/template.ts'
import { webhookPath } from './serve.ts'
import { UserError } from '../tenant/user-error.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Nothing is known of an App yet: a page of Probot's creates it from app.yml and writes .env. */
export async function register(): Promise<void> {
  if (process.env.NODE_ENV === 'production')
    throw new UserError('APP_ID and PRIVATE_KEY are not set.', {
      fix: 'Create the App on your own machine (npm start in a clone), then set them here: docs/guides/install.md.',
    })
  const webhookUrl = webhookUrlOf(process.env)
  // Probot looks for it in this folder alone, and an App without it would have no permissions.
  if (!existsSync('app.yml')) copyFileSync(join(packageRoot(), 'app.yml'), 'app.yml')
  process.stderr.write(
    `Landlord has no App yet. Open the address below to create it in two clicks, then start again.
GitHub will send its webhooks to ${webhookUrl}${
      process.env.PUBLIC_URL || process.env.WEBHOOK_PROXY_URL
        ? '.'
        : ',\nwhich it cannot reach: set PUBLIC_URL=https://… to where Landlord will be.'
    }\n`,
  )
  // Else Probot would ask npm for a relay's client and smee.io for a channel, and hang where there is no internet.
  process.env.NO_SMEE_SETUP = 'true'
  delete process.env.WEBHOOK_PROXY_URL
  await run(() => undefined)
  // From now on Probot only writes it into the manifest; its own guess leaves the path out.
  process.env.WEBHOOK_PROXY_URL = webhookUrl
}

function webhookUrlOf({ WEBHOOK_PROXY_URL: relay, PUBLIC_URL: url, PORT: port }: Env): string {
  if (relay) return relay
  const base = url === undefined || url === '' ? `http://localhost:${Number(port ?? '') || 3000}` : url
  if (!URL.canParse(base) || !/^https?:/.test(base))
    throw new UserError(`PUBLIC_URL is "${base}", not an http(s) address.`, {
      fix: 'Set it to the address where GitHub will reach Landlord, such as https://landlord.example.com.',
    })
  return base.replace(/\/+$/, '') + webhookPath
}
