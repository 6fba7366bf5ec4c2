import { expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { parseSettings } from '../../src/tenant/settings/file.ts'
import { codeSpans, fences, read, tableRows } from './document.ts'

type Schema = Readonly<{
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  items?: Schema
  else?: Schema
  enum?: readonly string[]
  const?: string
  then?: Schema
  maxLength?: number
}>

const schema = JSON.parse(read('schemas/tenant.schema.json')) as Schema
const guide = read('docs/guides/tenant-file.md')
const spans = new Set(codeSpans(guide))
const documented = tableRows(guide).map(([cell = '']) => cell)

/** `data.transfers[].to` and everything else that can be written, with what it may be. */
function fieldsOf(part: Schema, at = ''): readonly (readonly [string, Schema])[] {
  const properties = { ...part.properties, ...part.else?.properties }
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = at === '' ? name : `${at}.${name}`
    const list = field.items?.properties === undefined ? [] : fieldsOf(field.items, `${path}[]`)
    return [[path, field] as const, ...fieldsOf(field, path), ...list]
  })
}

const fields = fieldsOf(schema)

test('every field of the schema has its row, and no row describes a field that is not there', () => {
  expect(fields.length).toBeGreaterThan(40)
  const names = fields.map(([path]) => `\`${path}\``)
  expect(names.filter((name) => !documented.includes(name))).toEqual([])
  expect(documented.filter((cell) => /^`[a-z]/.test(cell) && !names.includes(cell))).toEqual([])
})

test('every value that a field may take is named', () => {
  const values = fields.flatMap(([, { enum: one = [], then, items, const: only }]) => [
    ...one,
    ...(then?.enum ?? []),
    ...(items?.enum ?? []),
    ...(only === undefined ? [] : [only]),
  ])
  expect(values.filter((value) => !spans.has(value))).toEqual([])
})

test('the fields that must be there are listed, and no others', () => {
  const listed = /\*\*Must\*\* be there: ([^\n]+(?:\n[^\n]+)*)/.exec(guide)?.[1] ?? ''
  expect(codeSpans(listed)).toEqual(schema.required)
})

const { settings } = parseSettings(
  fileOf('.github/landlord/settings.yml', read('.github/landlord/settings.yml')),
)
const [whole = '', ...fragments] = fences(guide, 'yaml')

test.each([whole, ...fragments.map((text) => ({ ...parse(whole), ...parse(text) }) as object)])(
  'example %# is a tenant file',
  (example) => {
    const fields = (typeof example === 'string' ? parse(example) : example) as { id: string }
    const text = typeof example === 'string' ? example : stringify(example, { version: '1.1' })
    expect(settings).toBeDefined()
    const { findings } = parseTenant(fileOf(`tenants/${fields.id}.yaml`, text), settings!)
    expect(findings).toEqual([])
  },
)

test('together the examples show every top-level field', () => {
  const shown = new Set(fences(guide, 'yaml').flatMap((text) => Object.keys(parse(text) as object)))
  expect(Object.keys(schema.properties ?? {}).filter((name) => !shown.has(name))).toEqual([])
})

function fileOf(path: string, text: string): EstateFile {
  const bytes = new TextEncoder().encode(text)
  return { path, blob: '0'.repeat(40), mode: '100644', size: bytes.length, bytes }
}
