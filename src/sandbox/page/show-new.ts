import { html } from './html.ts'
import { layout, type Setting } from './layout.ts'
import type { NewPull } from './open-pull.ts'

export function showNew(setting: Setting, draft: NewPull): string {
  return layout(setting, {
    title: 'New tenant',
    tab: 'new',
    path: '/new',
    body: html`<div class="heading"><h1>Ask for a tenant</h1></div>
      <form class="card pad" method="post" action="/pulls">
        <p class="quiet">
          Paste a tenant file. It goes onto a branch as <code>tenants/ID.yaml</code>, and a pull request is
          opened in your name. An id that exists already asks for a change of that tenant.
        </p>
        <label for="title">Title</label>
        <input
          id="title"
          name="title"
          value="${draft.title}"
          placeholder="Add bazaar-retail"
          maxlength="200"
        />
        <label for="text">Tenant file</label>
        <textarea id="text" name="text" class="mono" rows="24" spellcheck="false" required>
${draft.text}</textarea>
        <div class="buttons">
          <button class="primary">Open pull request as ${setting.person.login}</button>
        </div>
      </form>`,
  })
}
