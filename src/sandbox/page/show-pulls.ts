import { html } from './html.ts'
import { avatar, layout, type Setting } from './layout.ts'
import type { PullRow } from './load.ts'
import { showAgo, showState } from './show-state.ts'

export function showPulls(setting: Setting, state: 'open' | 'closed', rows: readonly PullRow[]): string {
  const choice = (key: typeof state, href: string, says: string) =>
    html`<a href="${href}" ${state === key ? html`aria-current="true"` : ''}>${says}</a>`
  const list = rows.map(
    ({ pull, check }) =>
      html`<li>
        ${avatar(pull.user.login)}
        <div class="grow">
          <a class="title" href="/pulls/${pull.number}">${pull.title}</a>
          <div class="quiet">
            #${pull.number} by ${pull.user.login}, ${showAgo(pull.created_at, setting.now)}
          </div>
        </div>
        <div class="side">
          ${pull.merged_at === null ? '' : html`<span class="pill merged">merged</span>`}
          ${check && showState(check.status, check.conclusion)}
        </div>
      </li>`,
  )
  const busy = rows.some(({ check }) => check !== undefined && check.status !== 'completed')
  return layout(setting, {
    title: 'Pull requests',
    tab: 'pulls',
    path: state === 'open' ? '/' : '/?state=closed',
    refresh: busy ? 3 : undefined,
    body: html`<div class="heading">
        <h1>Pull requests</h1>
        <div class="choice">
          ${choice('open', '/', 'Open')}${choice('closed', '/?state=closed', 'Closed')}
        </div>
        <a class="button primary" href="/new">New tenant</a>
      </div>
      ${
        rows.length === 0
          ? html`<div class="card empty">
              <p><strong>Nothing ${state} here.</strong></p>
              <p class="quiet">A pull request that adds a file to <code>tenants/</code> asks for a tenant.</p>
            </div>`
          : html`<ul class="card rows">
              ${list}
            </ul>`
      }`,
  })
}
