import type { ErrorObject } from 'ajv'
import { nearest } from './nearest.ts'
import { pointerSteps } from './pointer.ts'
import { clip, quote, quoteAll } from './quote.ts'

export type Sentence = Readonly<{ rule: string; says: string; fix: string }>

/** The part of a schema that an error names (ajv with `verbose`). */
type Subschema = Readonly<{
  type?: string | readonly string[]
  enum?: readonly unknown[]
  properties?: Readonly<Record<string, unknown>>
  examples?: readonly unknown[]
  patternErrorMessage?: string
}>

/** ajv's error in the requester's words; undefined for one that only repeats others. */
export function schemaSentence(error: ErrorObject, source: string | undefined): Sentence | undefined {
  const schema = (error.parentSchema ?? {}) as Subschema
  const params = error.params as Readonly<Record<string, unknown>>
  const name = nameOf(error.instancePath)
  const limit = String(params.limit)
  const example = exampleOf(schema)
  if (error.propertyName !== undefined)
    return {
      rule: 'schema/form',
      says: `${show(error.propertyName)} cannot be a name here.`,
      fix: `Choose another: ${schema.patternErrorMessage ?? 'its form is not as expected'}.`,
    }
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownKey(
        String(params.additionalProperty ?? params.unevaluatedProperty),
        Object.keys(schema.properties ?? {}),
      )
    case 'required': {
      const key = String(params.missingProperty)
      const wanted = schema.properties?.[key] as Subschema | undefined
      return {
        rule: 'schema/missing-key',
        says: `\`${key}\` is missing${error.instancePath === '' ? '' : ` in ${name}`}.`,
        fix: `Add it, for example \`${key}: ${bare(wanted?.examples?.[0] ?? wanted?.enum?.[0] ?? '…')}\`.`,
      }
    }
    case 'type':
      return wrongType(name, error.data, { source, schema, example })
    case 'const':
    case 'enum':
      return wrongChoice(name, error.data, schema.enum ?? [params.allowedValue])
    case 'pattern':
      return {
        rule: 'schema/form',
        says: `${name} is ${show(error.data)}; ${schema.patternErrorMessage ?? 'it does not have the expected form'}.`,
        fix: example,
      }
    case 'minLength':
      return { rule: 'schema/form', says: `${name} is too short.`, fix: example }
    case 'maxLength':
      return {
        rule: 'schema/form',
        says: `${name} is longer than ${limit} characters.`,
        fix: 'Shorten it.',
      }
    case 'minimum':
      return range(name, error.data, `must be at least ${limit}`)
    case 'exclusiveMinimum':
      return range(name, error.data, `must be more than ${limit}`)
    case 'maximum':
      return range(name, error.data, `must be at most ${limit}`)
    case 'exclusiveMaximum':
      return range(name, error.data, `must be less than ${limit}`)
    case 'multipleOf':
      return range(name, error.data, 'has more decimals than count')
    case 'minItems':
    case 'minProperties':
      return { rule: 'schema/empty', says: `${name} is empty.`, fix: example }
    case 'maxItems':
    case 'maxProperties':
      return { rule: 'schema/form', says: `${name} has more than ${limit} entries.`, fix: 'Shorten it.' }
    case 'uniqueItems':
      return {
        rule: 'schema/repeated',
        says: `${name} names the same thing twice.`,
        fix: 'Keep one of them.',
      }
    // These only say that a part inside them failed, which has its own error.
    case 'if':
    case 'propertyNames':
    case 'anyOf':
    case 'oneOf':
      return undefined
    default:
      return { rule: 'schema/form', says: `${name} ${error.message ?? 'is not as expected'}.`, fix: example }
  }
}

/** `data.transfers[0].to`, in the words of the file. */
function nameOf(pointer: string): string {
  const steps = pointerSteps(pointer)
  if (steps.length === 0) return 'The file'
  return `\`${steps
    .map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('')}\``
}

function unknownKey(key: string, known: readonly string[]): Sentence {
  const meant = nearest(key, known)
  return {
    rule: 'schema/unknown-key',
    says: `${quote(key)} is not a field that exists here.`,
    fix:
      meant === undefined
        ? known.length === 0
          ? 'Remove it.'
          : `Remove it, or use one of ${quoteAll(known)}.`
        : `Did you mean \`${meant}\`?`,
  }
}

function wrongType(
  name: string,
  data: unknown,
  at: Readonly<{ source: string | undefined; schema: Subschema; example: string }>,
): Sentence {
  const types = typeof at.schema.type === 'string' ? [at.schema.type] : (at.schema.type ?? [])
  const wanted = types.map((type) => typeWords[type] ?? type).join(' or ')
  const rule = 'schema/type'
  if (data === null) return { rule, says: `${name} has no value; it must be ${wanted}.`, fix: at.example }
  const says = `${name} must be ${wanted}, not ${describe(data)}.`
  const text = at.source ?? (typeof data === 'string' ? data : undefined)
  if (text !== undefined && types.includes('string') && !types.includes('object'))
    return { rule, says, fix: `Put it in quotes: \`"${clip(text)}"\`.` }
  if (typeof data === 'string' && (types.includes('number') || types.includes('integer'))) {
    const digits = data.replaceAll(/[,_\s₹$€£]/g, '')
    if (/^\d+(\.\d+)?$/.test(digits))
      return { rule, says, fix: `Write only the number: \`${clip(digits)}\`.` }
  }
  if (types.includes('boolean')) return { rule, says, fix: 'Write `true` or `false`.' }
  if (types.includes('array') && (typeof data === 'string' || typeof data === 'number'))
    return { rule, says, fix: `Put it in square brackets: \`[${clip(String(data))}]\`.` }
  if (types.includes('object') && at.schema.examples === undefined)
    return { rule, says, fix: 'Write one `key: value` in a line.' }
  return { rule, says, fix: at.example }
}

function wrongChoice(name: string, data: unknown, choices: readonly unknown[]): Sentence {
  const words = choices.map(String)
  const meant = typeof data === 'string' ? nearest(data, words) : undefined
  return {
    rule: 'schema/choice',
    says:
      words.length === 1
        ? `${name} is ${show(data)}; it must be \`${words[0] ?? ''}\`.`
        : `${name} is ${show(data)}; it must be one of ${quoteAll(words)}.`,
    fix:
      meant === undefined
        ? `Write \`${words[0] ?? ''}\`${words.length > 1 ? ' or another of these' : ''}.`
        : `Did you mean \`${meant}\`?`,
  }
}

const range = (name: string, data: unknown, rule: string): Sentence => ({
  rule: 'schema/range',
  says: `${name} is ${show(data)}; it ${rule}.`,
  fix: 'Write a number within these bounds.',
})

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a group of `key: value` lines',
}

function describe(data: unknown): string {
  if (Array.isArray(data)) return 'a list'
  if (typeof data === 'object') return 'a group of `key: value` lines'
  return `the ${typeof data === 'string' ? 'text' : typeof data === 'boolean' ? 'truth value' : 'number'} ${show(data)}`
}

function exampleOf(schema: Subschema): string {
  const example = schema.examples?.[0] ?? schema.enum?.[0]
  return example === undefined ? 'Correct the value.' : `Write something like ${show(example)}.`
}

/** A value as it would stand in YAML; short, and on one line. */
function show(data: unknown): string {
  return `\`${bare(data)}\``
}

const bare = (data: unknown) => clip(typeof data === 'string' ? data : JSON.stringify(data))
