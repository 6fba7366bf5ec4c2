import { certainlyMeant, nearest, sameButCase } from './nearest.ts'
import { clip, quote, quoteAll } from './yaml/quote.ts'
import { quoted, type Repair } from './mend/repair.ts'

/** What a finding says, and what would certainly be right in its place. */
export type Sentence = Readonly<{ rule: string; says: string; fix: string; repair?: Repair | undefined }>

/** The part of a schema that an error names (ajv with `verbose`). */
export type Subschema = Readonly<{
  type?: string | readonly string[]
  enum?: readonly unknown[]
  const?: unknown
  properties?: Readonly<Record<string, unknown>>
  examples?: readonly unknown[]
  patternErrorMessage?: string
}>

/** An unknown key, with the known one that was most likely meant. */
export function unknownKey(key: string, known: readonly string[]): Sentence {
  const meant = nearest(key, known)
  const certain = certainlyMeant(key, known)
  return {
    rule: 'schema/unknown-key',
    repair: certain === undefined ? undefined : { do: 'rename', to: certain },
    says: `${quote(key)} is not a field that exists here.`,
    fix:
      meant === undefined
        ? known.length === 0
          ? 'Remove it.'
          : `Remove it, or use one of ${quoteAll(known)}.`
        : `Did you mean \`${meant}\`?`,
  }
}

/** A value of another type than the schema's, with what it should be. */
export function wrongType(
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
    return {
      rule,
      says,
      fix: `Put it in quotes: \`"${clip(text)}"\`.`,
      repair: { do: 'write', yaml: quoted(text) },
    }
  if (typeof data === 'string' && (types.includes('number') || types.includes('integer'))) {
    const digits = data.replaceAll(/[,_\s₹$€£]/g, '')
    if (/^\d+(\.\d+)?$/.test(digits))
      return {
        rule,
        says,
        fix: `Write only the number: \`${clip(digits)}\`.`,
        // Spaces and underscores only ever group; a comma may as well stand for the decimal point.
        repair: /^(0|[1-9][\d _]*)(\.\d+)?$/.test(data) ? { do: 'write', yaml: digits } : undefined,
      }
  }
  if (types.includes('boolean')) return { rule, says, fix: 'Write `true` or `false`.' }
  if (types.includes('array') && (typeof data === 'string' || typeof data === 'number'))
    return {
      rule,
      says,
      fix: `Put it in square brackets: \`[${clip(String(data))}]\`.`,
      repair: /^[\w.-]+$/.test(text ?? '') ? { do: 'write', yaml: `[${text ?? ''}]` } : undefined,
    }
  if (types.includes('object') && at.schema.examples === undefined)
    return { rule, says, fix: 'Write one `key: value` in a line.' }
  return { rule, says, fix: at.example }
}

/** A value that is none of those on offer. */
export function wrongChoice(name: string, data: unknown, choices: readonly unknown[]): Sentence {
  const words = choices.map(String)
  const meant = typeof data === 'string' ? nearest(data, words) : undefined
  const same = typeof data === 'string' ? sameButCase(data, words) : undefined
  return {
    rule: 'schema/choice',
    repair: same === undefined ? undefined : { do: 'spell', text: same },
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

/** A fix that shows a value of the right form. */
export function exampleOf(schema: Subschema): string {
  const example = schema.examples?.[0] ?? schema.enum?.[0]
  return example === undefined ? 'Correct the value.' : `Write something like ${show(example)}.`
}

/** A value as it would stand in YAML; short, and on one line. */
export function show(data: unknown): string {
  return `\`${bare(data)}\``
}

/** Without the backticks. */
export const bare = (data: unknown) => clip(typeof data === 'string' ? data : JSON.stringify(data))
