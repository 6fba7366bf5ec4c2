import type { Limits } from './document.ts'
import { isPlainName, Mapping, plainValue } from './plain-value.ts'

/** Of a text that stands by itself; undefined where it is not written the ordinary way. */
type Read = (text: string, limits: Limits) => unknown

/**
 * The value of a file, part by part: a part is a line that is not indented, with the indented ones below it. Tenant
 * files have most of theirs in common, and what has been read in one of them is the very same value in the next.
 * Undefined where some part is not a key and its value by itself: the file is to be read as a whole.
 *
 * No part says anything about another, since all that could is refused: what is left open at the end of one (a quote,
 * a bracket) is wrong in itself, and anchors, directives and document marks are not read fast (`yaml-plain.ts`).
 */
export function readParts(text: string, limits: Limits, read: Read): Mapping | undefined {
  if (text.length > longest) return undefined
  const known = knownUnder(limits)
  const fields = new Mapping()
  let begin = -1
  let end = 0
  for (let at = 0; at < text.length;) {
    const next = nextLine(text, at)
    const first = text.charCodeAt(at)
    if (first === space) {
      if (begin < 0) return undefined
      end = next
    } else if (first !== hash && first !== newline) {
      if (begin >= 0 && !put(begin, end)) return undefined
      begin = at
      end = next
    }
    at = next
  }
  return begin >= 0 && put(begin, end) ? fields : undefined

  function put(from: number, to: number): boolean {
    const source = text.slice(from, to)
    const part = shortPart(source, limits) ?? known.get(source) ?? learn(source)
    if (part === undefined || part.key in fields) return false
    fields[part.key] = part.value
    return true
  }

  function learn(source: string): Part | undefined {
    const part = onlyField(read(source, limits))
    if (known.size >= mostKept) known.clear()
    if (part !== undefined) known.set(source, part)
    return part
  }
}

type Part = Readonly<{ key: string; value: unknown }>

/** Where the next line begins, or the text ends. */
const nextLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

/** A word or a few, of characters that mean nothing in YAML, after a key: sooner read than remembered. */
function shortPart(source: string, { terraform }: Limits): Part | undefined {
  if (!oneLine.test(source)) return undefined
  const colon = source.indexOf(':')
  const comment = source.indexOf('#')
  const key = source.slice(0, colon)
  const words = source.slice(colon + 1, comment < 0 ? source.length : comment).trim()
  const value = isPlainName(key) ? plainValue(words, terraform) : undefined
  return value === undefined ? undefined : { key, value }
}

/** Without groups: what they match is made anew for each line, and is larger than the line. */
const oneLine = /^\w[\w.-]*: +[A-Za-z\d][\w@./+-]*(?: +[\w@./+-]+)*(?: +#.*)?\n?$/

function onlyField(value: unknown): Part | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const [field, second] = Object.entries(value)
  return field === undefined || second !== undefined ? undefined : { key: field[0], value: field[1] }
}

/** What parts mean depends on the limits under which they are read. */
function knownUnder(limits: Limits): Map<string, Part> {
  const known = parts.get(limits) ?? new Map<string, Part>()
  parts.set(limits, known)
  return known
}

const parts = new WeakMap<Limits, Map<string, Part>>()
const mostKept = 5_000

/** Of a file whose like there are many, in UTF-16 units; longer ones are alone of their kind. */
const longest = 4_096

const space = 0x20
const hash = 0x23
const newline = 0x0a
