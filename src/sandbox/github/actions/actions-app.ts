import { newInstallationToken } from '../access/new-token.ts'
import { stamp, type GitHub } from '../github.ts'
import type { Permissions } from '../memory/account.ts'
import type { App, Installation } from '../memory/app.ts'
import type { Repository } from '../memory/repository.ts'

/** GitHub's own number of the App that runs workflows and owns their check runs. */
export const actionsAppId = 15368
export const actionsBot = 'github-actions[bot]'

/** GitHub Actions is an App like any other, only that it hears of runs in another way. */
export function addActionsApp(github: GitHub): void {
  const at = stamp(github)
  const account = { name: null, email: null, createdAt: at, members: new Map() }
  github.memory.accounts.set('github', { ...account, id: 9919, login: 'github', type: 'Organization' })
  github.memory.accounts.set('web-flow', {
    ...account,
    id: 19864447,
    login: 'web-flow',
    type: 'User',
    name: 'GitHub',
    email: 'noreply@github.com',
  })
  github.memory.accounts.set(actionsBot, { ...account, id: 41898282, login: actionsBot, type: 'Bot' })
  const app: App = {
    id: actionsAppId,
    slug: 'github-actions',
    name: 'GitHub Actions',
    owner: 'github',
    permissions: { actions: 'write', checks: 'write', contents: 'write', issues: 'write', metadata: 'read' },
    events: [],
    hookId: github.nextId(),
    webhookUrl: null,
    webhookSecret: '',
    publicKey: '',
    botLogin: actionsBot,
    createdAt: at,
    deliveries: [],
  }
  github.memory.apps.set(app.id, app)
}

/** The GITHUB_TOKEN of one run. */
export function newRunToken(github: GitHub, repository: Repository, permissions: Permissions): string {
  const installation: Installation = installationOn(github, repository)
  return newInstallationToken(github, installation, {
    permissions: { metadata: 'read', ...permissions },
    repositoryIds: [repository.id],
  }).token
}

function installationOn(github: GitHub, repository: Repository): Installation {
  const { installations } = github.memory
  const known = installations
    .values()
    .find(({ appId, repositoryIds }) => appId === actionsAppId && repositoryIds.has(repository.id))
  if (known) return known
  const installation = {
    id: github.nextId(),
    appId: actionsAppId,
    account: repository.owner,
    repositoryIds: new Set([repository.id]),
    createdAt: stamp(github),
  }
  installations.set(installation.id, installation)
  return installation
}
