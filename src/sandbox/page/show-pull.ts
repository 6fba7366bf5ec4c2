import { html, type Html } from './html.ts'
import { avatar, layout, type Setting } from './layout.ts'
import type { CheckScene, PullScene } from './load.ts'
import { renderMarkdown } from './markdown.ts'
import { showDiff } from './show-diff.ts'
import { showAgo, showState } from './show-state.ts'

export function showPull(setting: Setting, scene: PullScene): string {
  const { pull, files, checks } = scene
  const path = `/pulls/${pull.number}`
  const state = pull.merged_at === null ? pull.state : 'merged'
  return layout(setting, {
    title: pull.title,
    tab: 'pulls',
    path,
    refresh: refreshOf(setting, scene),
    body: html`<div class="heading">
        <h1>${pull.title} <span class="quiet">#${pull.number}</span></h1>
      </div>
      <p class="meta">
        <span class="pill ${state}">${state}</span> ${avatar(pull.user.login)}
        <span
          ><strong>${pull.user.login}</strong> wants to merge <code>${pull.head.ref}</code> into
          <code>${pull.base.ref}</code>, ${showAgo(pull.created_at, setting.now)}</span
        >
      </p>
      <div class="columns">
        <div class="main">
          ${conversation(setting, scene)}
          <h2>What changes</h2>
          ${files.map((file) =>
            showDiff(
              file,
              checks.flatMap(({ annotations }) => annotations),
            ),
          )}
        </div>
        <aside>
          ${
            checks.length === 0
              ? html`<section class="card pad check">
                  <h2>Checks</h2>
                  <p class="quiet">None yet.</p>
                </section>`
              : checks.map(showCheck)
          }
          ${state === 'open' && decide(setting, path)}
        </aside>
      </div>`,
  })
}

/** Looks again while something is on its way: a check, or the provisioning that a merge has started. */
function refreshOf({ now }: Setting, { pull, checks }: PullScene): number | undefined {
  const since = (at: string) => (now.getTime() - Date.parse(at)) / 1000
  if (pull.merged_at !== null) return since(pull.merged_at) < 600 ? 4 : undefined
  const awaited = checks.length === 0 && pull.state === 'open' && since(pull.created_at) < 30
  return awaited || checks.some(({ check }) => check.status !== 'completed') ? 3 : undefined
}

type Said = Readonly<{ login: string; bot: boolean; at: string; does: string; body: string; look?: string }>

function conversation(setting: Setting, { pull, comments, reviews }: PullScene): Html {
  const verbs: Readonly<Record<string, string>> = {
    APPROVED: 'approved this',
    CHANGES_REQUESTED: 'asked for changes',
    DISMISSED: 'reviewed, and the review was dismissed',
  }
  const said: Said[] = [
    ...comments.map(({ user, body, created_at }) => ({
      login: user.login,
      bot: user.type === 'Bot',
      at: created_at,
      does: 'commented',
      body,
    })),
    ...reviews.map(({ user, body, state, submitted_at }) => ({
      login: user.login,
      bot: user.type === 'Bot',
      at: submitted_at,
      does: verbs[state] ?? 'reviewed',
      body: body ?? '',
      look: state.toLowerCase().replace('_', '-'),
    })),
  ].sort((a, b) => a.at.localeCompare(b.at))
  if (pull.body !== null && pull.body !== '')
    said.unshift({
      login: pull.user.login,
      bot: false,
      at: pull.created_at,
      does: 'opened this',
      body: pull.body,
    })
  return html`${said.map(
    ({ login, bot, at, does, body, look }) =>
      html`<article class="card said ${look}">
        <header>
          ${avatar(login)}<span
            ><strong>${login}</strong> ${bot && html`<span class="pill">app</span>`} ${does}
            <span class="quiet">${showAgo(at, setting.now)}</span></span
          >
        </header>
        ${body !== '' && html`<div class="prose">${renderMarkdown(body)}</div>`}
      </article>`,
  )}`
}

function showCheck({ check, annotations }: CheckScene): Html {
  const { title, summary } = check.output
  return html`<section class="card pad check">
    <h2>${showState(check.status, check.conclusion, false)} ${check.name}</h2>
    ${title !== null && html`<p><strong>${title}</strong></p>`}
    ${summary !== null && html`<div class="prose small">${renderMarkdown(summary)}</div>`}
    ${
      annotations.length > 0 &&
      html`<ul class="notes">
        ${annotations.map(
          ({ annotation_level: level, path, start_line, title: what, message }) =>
            html`<li class="${level}">
              <span class="mono">${path}:${start_line}</span>
              <div><strong>${what}</strong> ${message}</div>
            </li>`,
        )}
      </ul>`
    }
  </section>`
}

function decide({ person }: Setting, path: string): Html {
  return html`<section class="card pad decide">
    <h2>As ${person.login}</h2>
    <form method="post" action="${path}/review">
      <label for="body">A word about it</label>
      <textarea id="body" name="body" rows="3" placeholder="Say why, or /landlord help"></textarea>
      <div class="buttons">
        <button name="event" value="APPROVE" class="good">Approve</button>
        <button name="event" value="REQUEST_CHANGES" class="bad">Request changes</button>
        <button name="event" value="COMMENT">Comment</button>
      </div>
    </form>
    <form method="post" action="${path}/merge">
      <div class="buttons"><button class="primary wide-button">Merge</button></div>
    </form>
  </section>`
}
