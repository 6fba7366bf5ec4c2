import { clean } from '../tenant/markdown.ts'

/** What a comment asks of Landlord. */
export type Command =
  | Readonly<{ command: 'help' | 'recheck' | 'explain' | 'purge' }>
  | Readonly<{ command: 'break-glass'; reason: string }>
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
  if (command === 'break-glass') return { command, reason: clean(firstLine.replace(/^\S+\s+\S+/, ''), 500) }
  return { command: 'unknown', word: clean(word, 40) }
}
