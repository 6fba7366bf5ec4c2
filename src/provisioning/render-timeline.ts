import { table, text } from '../tenant/markdown.ts'
import type { Entered, Operation } from './operation.ts'

/** Folded: when each state was entered, and how long it lasted. An open state shows no length, so nothing changes by itself. */
export function renderTimeline({ history, state }: Operation): string {
  const shown = history.slice(-maxRows)
  const rows = shown.map((entry, index) => {
    const ended = shown[index + 1]
    const took = ended === undefined ? '' : seconds(Date.parse(ended.at) - Date.parse(entry.at))
    return [entry.state, entry.at.slice(0, 19).replace('T', ' '), took, text(entry.reason ?? '', 200)]
  })
  const total = took(history)
  return `<details><summary>Timeline: ${state} ${total === '' ? '' : `after ${total}`}</summary>\n\n${table(
    ['State', 'Since (UTC)', 'Took:', 'Why'],
    rows,
  )}\n\n</details>`.replace(' </summary>', '</summary>')
}

const maxRows = 40

function took(history: readonly Entered[]): string {
  const [first, last] = [history[0], history.at(-1)]
  if (first === undefined || last === undefined || first === last) return ''
  return seconds(Date.parse(last.at) - Date.parse(first.at))
}

/** 4.2 s, 1 min 5 s, 2 h 3 min, 3 d 4 h. */
export function seconds(ms: number): string {
  const all = Math.round(ms / 1000)
  if (ms < 59_500) return `${(ms / 1000).toFixed(1)} s`
  if (all < 3600) return `${Math.floor(all / 60)} min ${all % 60} s`
  if (all < 86_400) return `${Math.floor(all / 3600)} h ${Math.floor((all % 3600) / 60)} min`
  return `${Math.floor(all / 86_400)} d ${Math.floor((all % 86_400) / 3600)} h`
}
