import type { EstateFile } from '../estate-file.ts'
import type { Finding } from '../finding.ts'
import { tenantIdOf } from '../layout.ts'
import { editAt } from './mend.ts'
import { lineEndOf } from './repair.ts'

/**
 * Tenant files without the line by which editors find the schema, in an estate whose other tenant files have one. It
 * is theirs that is offered: an estate that does without is left alone.
 */
export function modelineFindings(
  files: readonly EstateFile[],
  { others, findings }: Readonly<{ others: readonly EstateFile[]; findings: readonly Finding[] }>,
): readonly Finding[] {
  // What cannot be read has other worries.
  const unreadable = new Set(
    findings.filter(({ rule }) => /^(yaml|file)\//.test(rule)).map(({ file }) => file),
  )
  const without = files.filter(
    (file) => isTenant(file) && !unreadable.has(file.path) && modelineOf(file) === undefined,
  )
  if (without.length === 0) return []
  const modeline = firstOf(others.filter(isTenant))
  if (modeline === undefined) return []
  return without.flatMap((file) => {
    const text = new TextDecoder().decode(file.bytes)
    return [
      {
        rule: 'tenant/no-modeline',
        severity: 'info',
        file: file.path,
        line: 1,
        column: 1,
        pointer: '',
        says: 'The other tenant files begin with a line that lets editors explain each field; this one does not.',
        fix: `Begin the file with \`${modeline}\`.`,
        mend: [editAt(text, 0, 0, modeline + lineEndOf(text))],
      },
    ]
  })
}

const isTenant = ({ path }: EstateFile): boolean => tenantIdOf(path) !== undefined

/** Editors look for it in the comments at the top. */
const topBytes = 1024

function firstOf(files: readonly EstateFile[]): string | undefined {
  for (const file of files) {
    const modeline = modelineOf(file)
    if (modeline !== undefined && modeline !== '') return modeline
  }
  return undefined
}

const lineIn = (top: Uint8Array): string | undefined =>
  /^# yaml-language-server: \$schema=[\w./:-]{1,200}(?=\r?$)/m.exec(utf8.decode(top))?.[0]

const utf8 = new TextDecoder()
const newline = 0x0a

/** Also of a file that was not read, of which nobody can say that it lacks one. */
export function modelineOf({ bytes }: EstateFile): string | undefined {
  if (bytes === undefined) return ''
  if (usual !== undefined && beginsWith(bytes, usual.bytes)) return usual.line
  const top = bytes.subarray(0, topBytes)
  // It is the first line as a rule.
  const end = top.indexOf(newline)
  const line = end < 0 ? undefined : lineIn(top.subarray(0, end))
  if (line === undefined) return lineIn(top)
  usual = { bytes: top.slice(0, end + 1), line }
  return line
}

/** That of the last file: nearly all have the same, which is sooner compared than read. */
let usual: Readonly<{ bytes: Uint8Array; line: string }> | undefined

function beginsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  for (let at = 0; at < beginning.length; at += 1) if (bytes[at] !== beginning[at]) return false
  return true
}
