import { html, type Html } from './html.ts'

export type Person = Readonly<{ login: string; token: string; role: string }>

/** What every page knows. */
export type Setting = Readonly<{
  repository: string
  people: readonly Person[]
  person: Person
  now: Date
  /** What GitHub refused just now. */
  refusal?: string | undefined
}>

type Page = Readonly<{
  title: string
  tab: 'pulls' | 'new' | 'runs'
  body: Html
  /** Where choosing another person leads back to. */
  path: string
  /** Seconds until it looks again; only where nothing is being typed. */
  refresh?: number | undefined
}>

export function layout(setting: Setting, page: Page): string {
  const { repository, people, person, refusal } = setting
  const tab = (key: Page['tab'], href: string, says: string) =>
    html`<a href="${href}" ${page.tab === key ? html`aria-current="page"` : ''}>${says}</a>`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${page.refresh !== undefined && html`<meta http-equiv="refresh" content="${page.refresh}" />`}
        <title>${page.title} · ${repository}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header class="top">
          <div class="bar">
            <a class="home" href="/"><span class="key" aria-hidden="true">⌂</span> ${repository}</a>
            <form class="person" method="post" action="/person">
              <input type="hidden" name="back" value="${page.path}" />
              <label for="person">You are</label>
              <select id="person" name="login">
                ${people.map(
                  ({ login, role }) =>
                    html`<option value="${login}" ${login === person.login ? html`selected` : ''}>
                      ${login}, ${role}
                    </option>`,
                )}
              </select>
              <button>Switch</button>
            </form>
          </div>
          <nav>
            ${tab('pulls', '/', 'Pull requests')} ${tab('runs', '/runs', 'Runs')}
            ${tab('new', '/new', 'New tenant')}
          </nav>
        </header>
        <main>
          ${refusal !== undefined && html`<p class="refusal" role="alert"><strong>GitHub refused.</strong> ${refusal}</p>`}
          ${page.body}
        </main>
        <footer>
          The sandbox’s GitHub, on this machine only. This page uses its public API, as you could with curl.
        </footer>
      </body>
    </html> `.html
}

/** A round sign for a person, the same colour each time. */
export function avatar(login: string): Html {
  const hue = Buffer.from(login).reduce((sum, byte) => (sum * 31 + byte) % 8, 7)
  return html`<span class="avatar hue${hue}" aria-hidden="true">${login.slice(0, 1).toUpperCase()}</span>`
}
