import type { ErrorObject, ValidateFunction } from 'ajv'
import { compileSchema } from './compile-schema.ts'
import type { Finding } from './finding.ts'
import { pointerStep, pointerSteps } from './pointer.ts'
import { schemaSentence } from './schema-sentence.ts'
import { findingAt, type YamlFile } from './yaml/file.ts'

/** A validator that is compiled when it is first wanted. */
export function lazySchema(schema: object): () => ValidateFunction {
  let validate: ValidateFunction | undefined
  return () => (validate ??= compileSchema(schema))
}

/** The same schema, to which no field is missing; under its own id, by which a build finds it compiled. */
export const fieldsSchema = <Schema extends Readonly<{ $id: string }>>(schema: Schema) => ({
  ...schema,
  $id: schema.$id.replace('.schema.json', '.fields.schema.json'),
  required: [],
})

/** What the schema has against a file that was read, each at its key or value. */
export function schemaFindings(validator: () => ValidateFunction, yaml: YamlFile): readonly Finding[] {
  if (yaml.value === undefined || yaml.isSound) return []
  const validate = validator()
  if (validate(yaml.value)) return []
  // What YAML itself refused has been said already.
  const said = new Set(yaml.findings.map(({ pointer }) => pointer).filter((pointer) => pointer !== ''))
  const findings = new Map<string, Finding>()
  for (const error of (validate.errors ?? []).slice(0, maxErrors)) {
    const sentence = schemaSentence(error, yaml.sourceOf(error.instancePath))
    if (sentence === undefined) continue
    const place = placeOf(error)
    if (said.has(place.pointer)) continue
    const key = `${place.pointer} ${sentence.says}`
    if (!findings.has(key)) findings.set(key, findingAt(yaml, { ...place, ...sentence }))
  }
  return [...findings.values()]
}

/** More than anyone mends at once. */
const maxErrors = 100

/** An unknown key is wrong at its name; a wrong value at the value; a missing key at its parent. */
function placeOf(error: ErrorObject): { pointer: string; part: 'key' | 'value' } {
  const pointer = error.instancePath
  const params = error.params as Readonly<Record<string, unknown>>
  const key = params.additionalProperty ?? params.propertyName ?? error.propertyName
  if (typeof key === 'string') return { pointer: pointer + pointerStep(key), part: 'key' }
  const missing = error.keyword === 'required' || error.keyword === 'minProperties'
  // A list item has no key; its own first line stands for it.
  const item = /^\d+$/.test(pointerSteps(pointer).at(-1) ?? '')
  return { pointer, part: missing && !item ? 'key' : 'value' }
}
