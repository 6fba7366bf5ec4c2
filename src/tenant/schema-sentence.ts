import type { ErrorObject } from 'ajv'
import { pointerSteps } from './pointer.ts'
import { quote } from './yaml/quote.ts'
import {
  bare,
  exampleOf,
  show,
  unknownKey,
  wrongChoice,
  wrongType,
  type Sentence,
  type Subschema,
} from './wrong-value.ts'

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
        repair:
          error.instancePath === '' && typeof wanted?.const === 'string'
            ? { do: 'add', line: `${key}: ${wanted.const}` }
            : undefined,
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
  return quote(
    steps
      .map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
      .join(''),
  )
}

const range = (name: string, data: unknown, rule: string): Sentence => ({
  rule: 'schema/range',
  says: `${name} is ${show(data)}; it ${rule}.`,
  fix: 'Write a number within these bounds.',
})
