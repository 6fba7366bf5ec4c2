import type { Run, RunJob } from './answers.ts'
import { html, type Html } from './html.ts'
import { layout, type Setting } from './layout.ts'
import type { RunScene } from './load.ts'
import { showAgo, showDuration, showState } from './show-state.ts'

export function showRuns(setting: Setting, runs: readonly Run[]): string {
  return layout(setting, {
    title: 'Runs',
    tab: 'runs',
    path: '/runs',
    refresh: runs.some(({ status }) => status !== 'completed') ? 2 : undefined,
    body: html`<div class="heading"><h1>Workflow runs</h1></div>
      ${
        runs.length === 0
          ? html`<div class="card empty">
              <p><strong>No run yet.</strong></p>
              <p class="quiet">Merging a pull request starts one.</p>
            </div>`
          : html`<ul class="card rows">
              ${runs.map(
                (run) =>
                  html`<li>
                    ${showState(run.status, run.conclusion, false)}
                    <div class="grow">
                      <a class="title" href="/runs/${run.id}">${run.display_title}</a>
                      <div class="quiet">
                        ${run.name}, ${run.event} by ${run.actor.login},
                        ${showAgo(run.created_at, setting.now)}
                      </div>
                    </div>
                    <div class="side quiet">${took(run)}</div>
                  </li>`,
              )}
            </ul>`
      }`,
  })
}

export function showRun(setting: Setting, { run, jobs }: RunScene): string {
  const duration = took(run) === '' ? '' : `, took ${took(run)}`
  return layout(setting, {
    title: run.display_title,
    tab: 'runs',
    path: `/runs/${run.id}`,
    refresh: run.status === 'completed' ? undefined : 2,
    body: html`<div class="heading"><h1>${run.display_title}</h1></div>
      <p class="meta">
        ${showState(run.status, run.conclusion)}
        <span
          >${run.name}, ${run.event} by <strong>${run.actor.login}</strong> at
          <code>${run.head_sha.slice(0, 7)}</code>, ${showAgo(run.created_at, setting.now)}${duration}</span
        >
      </p>
      ${jobs.map(({ job, log }) => showJob(job, log))}`,
  })
}

function showJob(job: RunJob, log: string): Html {
  return html`<section class="card job">
    <header>
      ${showState(job.status, job.conclusion, false)} <strong>${job.name}</strong>
      <span class="quiet">${showDuration(job.started_at, job.completed_at)}</span>
    </header>
    <ol class="steps">
      ${(job.steps ?? []).map(
        (step) =>
          html`<li>
            ${showState(step.status, step.conclusion, false)} <span class="grow">${step.name}</span>
            <span class="quiet">${showDuration(step.started_at, step.completed_at)}</span>
          </li>`,
      )}
    </ol>
    ${log !== '' && html`<div class="log">${showLog(log)}</div>`}
  </section>`
}

/** A log with its groups folded, as Actions shows it. */
function showLog(log: string): Html {
  const groups: Html[] = []
  let title: string | undefined
  let lines: string[] = []
  const flush = () => {
    const text = html`<pre>${lines.map(showLine)}</pre>`
    if (title !== undefined)
      groups.push(
        html`<details>
          <summary>${title}</summary>
          ${text}
        </details>`,
      )
    else if (lines.length > 0) groups.push(text)
    lines = []
    title = undefined
  }
  for (const line of log.trimEnd().split('\n')) {
    const group = /##\[group\](.*)$/.exec(line)
    if (group) {
      flush()
      title = group[1] ?? ''
    } else if (line.endsWith('##[endgroup]')) flush()
    else lines.push(line)
  }
  flush()
  return html`${groups}`
}

function showLine(line: string): Html {
  const level = /##\[(error|warning|notice)\]/.exec(line)?.[1]
  const text = line.replace(/##\[(?:error|warning|notice)\]/, '')
  return html`<span class="line ${level}">${text}</span>`
}

function took(run: Run): string {
  return run.status === 'completed' ? showDuration(run.run_started_at ?? run.created_at, run.updated_at) : ''
}
