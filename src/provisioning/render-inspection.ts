import { clean, code, text } from '../tenant/markdown.ts'
import type { Operation } from './operation.ts'
import type { RunResult } from './result.ts'

/** The one issue of a tenant that is not as its file says; it is closed when `body` is undefined. */
export type InspectionIssue = Readonly<{
  marker: string
  title: string
  body: string | undefined
  healed: string
}>

/**
 * What an inspection has to say. Undefined: it could not look, so that nothing is known and an issue that is open stays
 * as it is.
 */
export function renderInspection(operation: Operation): InspectionIssue | undefined {
  const { tenant, result, kind } = operation
  if (result === undefined || result.outcome === 'error') return undefined
  const name = clean(tenant, 40)
  const marker = `<!-- landlord:inspection ${name} -->`
  const again = kind === 'inspect' ? 'looked at again' : 'applied and proven again'
  const healed = `${code(tenant)} was ${again} on ${(operation.history.at(-1)?.at ?? '').slice(0, 10)}: it is as its file says, and its checks hold.`
  const title = `${name} is not as its file says`
  if (result.outcome === 'succeeded') return { marker, title, body: undefined, healed }
  return { marker, title, body: bodyOf(marker, operation, result), healed }
}

function bodyOf(marker: string, { tenant, file, sha, id }: Operation, result: RunResult): string {
  const { changes = [], broken = [] } = result.drift ?? {}
  const failed = result.checks.filter(({ outcome }) => outcome === 'fail')
  return (
    [
      `${marker}\n${code(tenant)} is compared with ${code(file)} at its last good commit ${code(sha.slice(0, 12))}. Landlord has changed nothing.`,
      `**${count(changes.length, 'resource')}** would change · **${count(broken.length, 'promise')}** broken inside database and cache · **${count(failed.length, 'check')}** failed`,
      list(
        'Resources',
        changes.map(({ address, action }) => `${action} ${code(address)}`),
      ),
      list(
        'Inside database and cache',
        broken.map((sentence) => text(sentence)),
      ),
      list(
        'Checks',
        failed.map(({ check, evidence }) => `${code(check)}: ${text(evidence[0] ?? 'no reason given')}`),
      ),
      `**What to do:** if nobody meant it, open a pull request that touches ${code(file)} (a comment in it is enough): its merge applies the file again and proves the tenant. If it was meant, write it into the file. This issue closes by itself once the tenant is applied and proven again, or the next look finds all well.`,
      `<sub>Inspection ${code(id)}</sub>`,
    ]
      .filter((part) => part !== '')
      .join('\n\n')
      .slice(0, 60_000) + '\n'
  )
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  const more = lines.length > shown ? [`- and ${lines.length - shown} more`] : []
  return [`**${title}**`, ...lines.slice(0, shown).map((line) => `- ${line}`), ...more].join('\n')
}

const shown = 40
