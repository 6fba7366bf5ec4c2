import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/rest'
import { packageRoot } from '../../src/estate/template.ts'
import type { Exchange } from '../../src/sandbox/github/http/exchange.ts'
import type { Delivery } from '../../src/sandbox/github/memory/app.ts'
import { githubsLimitsTimes } from '../../src/sandbox/github/http/secondary.ts'
import { organization as owner, repository as repo } from '../../src/sandbox/people.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/start.ts'

/** A whole sandbox without a cloud, and what is seen of it. */
export type Stage = Readonly<{
  sandbox: Sandbox
  /** What Landlord asked of GitHub, in the order of its answers. */
  calls: Exchange[]
  /** Ids of the deliveries whose review is over. */
  reviewed: Set<string>
  /** An installation token, as the App has. */
  token: string
  as: (login: string) => Octokit
  /** Does something that the App hears nothing of. */
  unheard: <Answer>(work: () => Promise<Answer>) => Promise<Answer>
  /** The last delivery of that event that a person gave rise to: Landlord hears of its own writes too. */
  lastDelivery: (event: string) => Delivery | undefined
}>

export async function openStage(home: string, latencyMs: number): Promise<Stage> {
  const calls: Exchange[] = []
  const reviewed = new Set<string>()
  const sandbox = await startSandbox({
    home,
    without: ['aws', 'redis'],
    latencyMs,
    // The bare calls are made with the installation's token too, beside those of Landlord, which keeps to the limits once.
    github: { secondaryLimits: githubsLimitsTimes(2) },
    onExchange: (exchange) => {
      if (!exchange.userAgent.startsWith('bench')) calls.push(exchange)
    },
    log: (line) => {
      const delivery = /^landlord: .*"delivery":"([^"]+)".*"msg":"reviewed"/.exec(line)?.[1]
      if (delivery !== undefined) reviewed.add(delivery)
    },
  })
  const { github, tokens, credentials, app } = sandbox
  const as = (login: string): Octokit =>
    new Octokit({ baseUrl: github.url, auth: tokens[login], userAgent: 'bench-person', log: silent })
  return {
    sandbox,
    calls,
    reviewed,
    token: await loadToken(github.url, credentials),
    as,
    unheard: async (work) => {
      await github.settled()
      github.world.setWebhookUrl(credentials.appId, null)
      try {
        return await work()
      } finally {
        github.world.setWebhookUrl(credentials.appId, app.webhookUrl)
      }
    },
    lastDelivery: (event) =>
      github.deliveries().findLast((delivery) => delivery.event === event && isByPerson(delivery)),
  }
}

const isByPerson = ({ request }: Delivery): boolean =>
  (request.payload.sender as Readonly<{ type: string }>).type === 'User'

async function loadToken(baseUrl: string, credentials: Sandbox['credentials']): Promise<string> {
  const app = new Octokit({
    baseUrl,
    authStrategy: createAppAuth,
    auth: credentials,
    userAgent: 'bench-person',
    log: silent,
  })
  const { data: installation } = await app.apps.getRepoInstallation({ owner, repo })
  const { data } = await app.apps.createInstallationAccessToken({ installation_id: installation.id })
  return data.token
}

const example = readFileSync(join(packageRoot(), 'tenants/bazaar-retail.yaml'), 'utf8')

/** The example estate's retail tenant under another name, for ₹12 lakh a year: that opens the seat of the CFO. */
export const tenantText = (id: string): string =>
  example.replaceAll('bazaar-retail', id).replace('amount: 50000,', 'amount: 100000,')

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error }
