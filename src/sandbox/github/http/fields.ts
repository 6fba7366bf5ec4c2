import { Refusal } from './refusal.ts'

/** Reads the fields of a JSON body, refusing what has the wrong type in GitHub's words. */
export type Fields = Readonly<{
  has: (name: string) => boolean
  raw: (name: string) => unknown
  /** A text that must be there. */
  text: (name: string) => string
  optionalText: (name: string) => string | undefined
  nullableText: (name: string) => string | null | undefined
  flag: (name: string) => boolean | undefined
  whole: (name: string) => number | undefined
  texts: (name: string) => readonly string[] | undefined
  oneOf: <T extends string>(name: string, choices: readonly T[]) => T | undefined
  object: (name: string) => Fields | undefined
  objects: (name: string) => readonly Fields[] | undefined
}>

export function fieldsOf(body: unknown): Fields {
  if (body === undefined || body === null) return read({})
  if (!isObject(body)) throw new Refusal(400, 'Body should be a JSON object')
  return read(body)
}

function read(body: Readonly<Record<string, unknown>>): Fields {
  const is = <T>(name: string, type: string, test: (value: unknown) => value is T): T | undefined => {
    const value = body[name]
    if (value === undefined || value === null) return undefined
    if (test(value)) return value
    throw wrong(`For '${name}', ${JSON.stringify(value)} is not ${type}.`)
  }
  const optionalText = (name: string) => is(name, 'a string', isText)
  return {
    has: (name) => name in body,
    raw: (name) => body[name],
    text: (name) => {
      const value = optionalText(name)
      if (value === undefined) throw wrong(`"${name}" wasn't supplied.`)
      return value
    },
    optionalText,
    nullableText: (name) => (body[name] === null ? null : optionalText(name)),
    flag: (name) => is(name, 'a boolean', (value) => typeof value === 'boolean'),
    whole: (name) => is(name, 'an integer', (value): value is number => Number.isInteger(value)),
    texts: (name) => is(name, 'an array of strings', (value) => Array.isArray(value) && value.every(isText)),
    oneOf: <T extends string>(name: string, choices: readonly T[]) => {
      const value = optionalText(name)
      if (value === undefined) return undefined
      const choice = choices.find((one) => one === value)
      if (choice) return choice
      throw wrong(`${value} is not a member of ${JSON.stringify(choices)}.`)
    },
    object: (name) => {
      const value = is(name, 'an object', isObject)
      return value && read(value)
    },
    objects: (name) =>
      is(name, 'an array of objects', (value) => Array.isArray(value) && value.every(isObject))?.map(read),
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const wrong = (what: string) => new Refusal(422, `Invalid request.\n\n${what}`)
