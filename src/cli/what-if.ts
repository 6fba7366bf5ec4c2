import { parse, parseDocument } from 'yaml'
import type { EstateFile } from '../tenant/estate-file.ts'
import { UserError } from '../tenant/user-error.ts'

/** One field of a tenant file and what it shall be: `usage.queriesPerMonth=500000`. */
export type Assignment = Readonly<{ path: readonly string[]; value: unknown }>

/** Reads `field=value`; the value is written as in a tenant file. */
export function parseAssignment(text: string): Assignment {
  const [, field = '', value = ''] = /^([A-Za-z][A-Za-z.]*)=(.+)$/.exec(text) ?? []
  if (field === '' || field === 'id' || field.endsWith('.'))
    throw new UserError(`${JSON.stringify(text.slice(0, 80))} sets no field.`, {
      fix: 'Write it as tier=silver or usage.queriesPerMonth=500000.',
    })
  try {
    return { path: field.split('.'), value: parse(value) as unknown }
  } catch (cause) {
    throw new UserError(`The value of ${field} cannot be read.`, {
      fix: 'Write it as in a tenant file, such as models=[gpt-4o].',
      cause,
    })
  }
}

/** The file as it would be with other fields; what it does not say still follows from its tier. */
export function withFields(file: EstateFile, assignments: readonly Assignment[]): EstateFile {
  if (file.bytes === undefined) return file
  const document = parseDocument(new TextDecoder().decode(file.bytes))
  // What cannot be read stays as it is, and brings its findings.
  if (document.errors.length > 0) return file
  for (const { path, value } of assignments) {
    try {
      document.setIn(path, value)
    } catch (cause) {
      throw new UserError(`${path.join('.')} cannot be set in ${file.path}.`, {
        fix: `Set ${path[0] ?? ''} as a whole, such as isolation={database: silo}.`,
        cause,
      })
    }
  }
  const bytes = new TextEncoder().encode(document.toString())
  return { ...file, blob: `${file.blob}-what-if`, size: bytes.length, bytes }
}
