import { CommanderError } from 'commander'
import { withoutSecrets } from '../terraform/messages.ts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'

/** What is written to stderr, and the exit code. */
export type Explained = Readonly<{ words: string; code: 0 | 2 }>

export type About = Readonly<{ version: string; node: string; platform: string; debug: boolean }>

/** Nothing that stopped a command is shown twice, and no stack unless asked for. */
export function explainError(error: unknown, about: About): Explained {
  // Commander has said it already; help and version are no failure.
  if (error instanceof CommanderError) return { words: '', code: error.exitCode === 0 ? 0 : 2 }
  const stack = about.debug && error instanceof Error ? `${withoutSecrets(error.stack ?? '')}\n` : ''
  return { words: `landlord: ${wordsOf(error, about)}\n${stack}`, code: 2 }
}

function wordsOf(error: unknown, about: About): string {
  if (error instanceof UserError) return `${error.message}\n  ${error.fix}`
  const says = clean(withoutSecrets(error instanceof Error ? error.message : String(error)), 400)
  if (isRefusal(error)) return `this machine refused: ${says}`
  const name = error instanceof Error ? error.name : 'not an Error'
  return (
    `unexpected ${name}: ${says} — please report this line and what you ran at ${issues} ` +
    `(landlord ${about.version}, Node ${about.node}, ${about.platform}); LANDLORD_DEBUG=1 shows where it came from.`
  )
}

const issues = 'https://github.com/landlord-app/landlord/issues'

/** A full disk or a missing permission is nobody's bug. */
const isRefusal = (error: unknown): boolean => error instanceof Error && 'syscall' in error && 'code' in error
