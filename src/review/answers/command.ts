import { isDay } from '../../tenant/day.ts'
import { clean } from '../../tenant/markdown.ts'

/** What a comment asks of Landlord. */
export type Command =
  | Readonly<{ command: 'help' | 'recheck' | 'explain' | 'purge' | 'authorise-destroy' }>
  | Readonly<{ command: 'break-glass'; reason: string }>
  /** `about`: a login; absent = the asker's own. */
  | Readonly<{ command: 'why'; about?: string }>
  /** `wish` absent: it cannot be understood. */
  | Readonly<{ command: 'delegate'; wish?: Readonly<{ to: string; until: string; reason: string }> }>
  | Readonly<{ command: 'unknown'; word: string }>

/** A command is the first line of a comment and nothing else on it counts; undefined: the comment is not for us. */
export function parseCommand(comment: string): Command | undefined {
  const [firstLine = ''] = comment.split(/\r?\n/, 1)
  const [, word = ''] = /^\/landlord(?:[ \t]+(\S+)(?:[ \t].*)?|[ \t]*)$/.exec(firstLine) ?? [
    undefined,
    undefined,
  ]
  if (!/^\/landlord(?:\s|$)/.test(firstLine)) return undefined
  const command = word.toLowerCase()
  if (command === '' || command === 'help') return { command: 'help' }
  if (command === 'recheck' || command === 'explain' || command === 'purge') return { command }
  if (command === 'authorise-destroy') return { command }
  if (command === 'break-glass') return { command, reason: clean(firstLine.replace(/^\S+\s+\S+/, ''), 500) }
  const rest = clean(firstLine.replace(/^\S+\s+\S+/, ''), 500)
  if (command === 'why') return whyOf(rest)
  if (command === 'delegate') return delegateOf(rest)
  return { command: 'unknown', word: clean(word, 40) }
}

function whyOf(rest: string): Command {
  const about = /^@?([A-Za-z0-9][A-Za-z0-9_-]{0,98}(?:\[bot\])?)(?:\s|$)/.exec(rest)?.[1]
  return about === undefined ? { command: 'why' } : { command: 'why', about }
}

/** `@user until 2026-11-30 reason`, the reason as the file of delegations wants it. */
function delegateOf(rest: string): Command {
  const words = /^@?([A-Za-z0-9][A-Za-z0-9_-]{0,98}) until (\d{4}-\d{2}-\d{2})(?:\s+(.*))?$/i.exec(rest)
  const [, to = '', until = '', reason = ''] = words ?? []
  if (!isDay(until)) return { command: 'delegate' }
  return { command: 'delegate', wish: { to, until, reason: reason.length < 3 ? 'Away' : clean(reason, 300) } }
}
