import type { GitHub } from '../github.ts'
import { appOf } from '../memory/memory.ts'
import { accountOf } from '../memory/memory.ts'
import type { App, Installation } from '../memory/app.ts'
import { showLogin } from './account.ts'
import { nodeId } from './links.ts'

/** `integration`, as GET /app answers and check runs carry it. */
export function showApp(github: GitHub, app: App) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('App', app.id),
    owner: showLogin(github, app.owner),
    name: app.name,
    description: '',
    external_url: github.webUrl,
    html_url: `${github.webUrl}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
  }
}

export function showInstallation(github: GitHub, installation: Installation) {
  const app = appOf(github.memory, installation.appId)
  const account = accountOf(github.memory, installation.account)
  const organization = account.type === 'Organization'
  return {
    id: installation.id,
    account: showLogin(github, installation.account),
    repository_selection: 'selected',
    access_tokens_url: `${github.apiUrl}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${github.apiUrl}/installation/repositories`,
    html_url: organization
      ? `${github.webUrl}/organizations/${account.login}/settings/installations/${installation.id}`
      : `${github.webUrl}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: organization ? 'Organization' : 'User',
    permissions: app.permissions,
    events: app.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  }
}
