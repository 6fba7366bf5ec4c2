import { html, type Html } from './html.ts'

const marks: Readonly<Record<string, readonly [look: string, mark: string, says: string]>> = {
  success: ['good', '✓', 'passed'],
  neutral: ['calm', '•', 'neutral'],
  skipped: ['calm', '–', 'skipped'],
  failure: ['bad', '✕', 'failed'],
  action_required: ['wait', '!', 'needs somebody'],
  cancelled: ['calm', '⊘', 'cancelled'],
  timed_out: ['bad', '✕', 'timed out'],
  queued: ['wait', '○', 'waiting'],
  in_progress: ['busy', '◐', 'running'],
}

/** A coloured mark with its word, for checks, runs, jobs and steps. */
export function showState(status: string, conclusion: string | null, word = true): Html {
  const key = conclusion ?? status
  const [look, mark, says] = marks[key] ?? ['calm', '•', key]
  return html`<span class="state ${look}" title="${says}"
    ><span class="mark" aria-hidden="true">${mark}</span>${word ? ` ${says}` : ''}</span
  >`
}

/** `3 min ago`, with the exact time on hover. */
export function showAgo(at: string, now: Date): Html {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000))
  const says =
    seconds < 5
      ? 'just now'
      : seconds < 60
        ? `${seconds} s ago`
        : seconds < 3600
          ? `${Math.round(seconds / 60)} min ago`
          : seconds < 86_400
            ? `${Math.round(seconds / 3600)} h ago`
            : `${Math.round(seconds / 86_400)} d ago`
  return html`<time datetime="${at}" title="${at}">${says}</time>`
}

/** How long something took: `0.4 s`, `12 s`, `2 min 5 s`. */
export function showDuration(from: string | null, to: string | null): string {
  if (from === null || to === null) return ''
  const ms = Date.parse(to) - Date.parse(from)
  if (!Number.isFinite(ms) || ms < 0) return ''
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
