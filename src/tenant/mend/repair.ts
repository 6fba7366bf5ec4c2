import { isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml'
import { editAt, type Mend } from './mend.ts'
import { pointerSteps } from '../pointer.ts'
import { keyName, type YamlSource } from '../yaml/node.ts'

/** What would certainly be right at a place of a document; how to write it there is found out here. */
export type Repair =
  /** The key by another name. */
  | Readonly<{ do: 'rename'; to: string }>
  /** A text in place of the value, in the quotes that it has. */
  | Readonly<{ do: 'spell'; text: string }>
  /** A value as it stands in YAML. */
  | Readonly<{ do: 'write'; yaml: string }>
  /** The whole entry goes. */
  | Readonly<{ do: 'remove' }>
  /** A line of its own at the top of the file's fields. */
  | Readonly<{ do: 'add'; line: string }>

/**
 * The edits that bring a repair about; undefined where it cannot be done without touching anything else: through an
 * alias, over several lines, at the cost of a comment, or when the new name is taken.
 */
export function mendOf(source: YamlSource, pointer: string, repair: Repair): Mend | undefined {
  if (repair.do === 'add') return addLine(source, repair.line)
  const place = placeAt(source, pointer)
  if (place === undefined) return undefined
  const { pair, map, value } = place
  switch (repair.do) {
    case 'rename': {
      if (map?.items.some((other) => keyName(other.key) === repair.to) !== false) return undefined
      return rewrite(source, pair?.key, (key) => inQuotesOf(key, repair.to))
    }
    case 'spell':
      return rewrite(source, value, (scalar) => inQuotesOf(scalar, repair.text))
    case 'write':
      return rewrite(source, value, () => repair.yaml)
    case 'remove':
      return map === undefined || pair === undefined ? undefined : removeEntry(source, map, pair)
  }
}

type Place = Readonly<{ map: YAMLMap | undefined; pair: Pair | undefined; value: unknown }>

/** Aliases are not followed: what they stand for may be meant elsewhere too. */
function placeAt({ root }: YamlSource, pointer: string): Place | undefined {
  let place: Place = { map: undefined, pair: undefined, value: root }
  for (const step of pointerSteps(pointer)) {
    const node = place.value
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyName(key) === step)
      if (pair === undefined) return undefined
      place = { map: node, pair, value: pair.value }
    } else if (isSeq(node) && step in node.items)
      place = { map: undefined, pair: undefined, value: node.items[Number(step)] }
    else return undefined
  }
  return place
}

/** A scalar of one line without anchor or tag, written anew. */
function rewrite({ text }: YamlSource, node: unknown, write: (scalar: Scalar) => string): Mend | undefined {
  if (!isScalar(node) || node.anchor !== undefined || node.tag !== undefined) return undefined
  if (!inline.includes(node.type ?? '') || !node.range) return undefined
  const [start, end] = node.range
  const old = text.slice(start, end)
  const fresh = write(node)
  return old === '' || old.includes('\n') || old === fresh ? undefined : [editAt(text, start, end, fresh)]
}

const inline: readonly string[] = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE']

function inQuotesOf({ type }: Scalar, word: string): string {
  if (type === 'QUOTE_DOUBLE') return JSON.stringify(word)
  return type === 'PLAIN' && /^[A-Za-z][A-Za-z0-9./_-]*$/.test(word) && !truth.test(word)
    ? word
    : quoted(word)
}

const truth = /^(true|false|yes|no|on|off|y|n|null)$/i

/** In single quotes, where nothing but the quote itself means anything. */
export const quoted = (word: string): string => `'${word.replaceAll("'", "''")}'`

function removeEntry({ text }: YamlSource, map: YAMLMap, pair: Pair): Mend | undefined {
  const start = startOf(pair.key)
  const end = endOf(pair)
  if (start === undefined || end === undefined) return undefined
  const cut = map.flow === true ? cutInLine(map, pair, { start, end }) : cutLines(text, start, end)
  if (cut === undefined || text.slice(cut.start, cut.end).includes('#')) return undefined
  return [editAt(text, cut.start, cut.end, '')]
}

type Cut = Readonly<{ start: number; end: number }>

/** Up to the next entry, or from the end of the one before. */
function cutInLine({ items }: YAMLMap, pair: Pair, own: Cut): Cut | undefined {
  const index = items.indexOf(pair)
  const next = startOf(items[index + 1]?.key)
  if (next !== undefined) return { start: own.start, end: next }
  const before = items[index - 1]
  const previous = before === undefined ? own.start : endOf(before)
  return previous === undefined ? undefined : { start: previous, end: own.end }
}

/** Whole lines, which hold nothing else; a comment right above is about them, so they stay. */
function cutLines(text: string, start: number, end: number): Cut | undefined {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const lineEnd = text.indexOf('\n', Math.max(start, end - 1))
  const to = lineEnd < 0 ? text.length : lineEnd + 1
  const above = text.slice(text.lastIndexOf('\n', from - 2) + 1, Math.max(0, from - 1))
  if (/^\s*#/.test(above) || text.slice(from, start).trim() !== '') return undefined
  return text.slice(end, to).trim() === '' ? { start: from, end: to } : undefined
}

/** Above the first field, or below the version, which comes first. */
function addLine({ text, root }: YamlSource, line: string): Mend | undefined {
  const first = isMap(root) && root.flow !== true ? root.items[0] : undefined
  const start = startOf(first?.key)
  if (first === undefined || start === undefined) return undefined
  if (start > 0 && text[start - 1] !== '\n') return undefined
  const lineEnd = text.indexOf('\n', endOf(first) ?? start)
  const at = keyName(first.key) === 'apiVersion' && isScalar(first.value) && lineEnd > 0 ? lineEnd + 1 : start
  return [editAt(text, at, at, `${line}${lineEndOf(text)}`)]
}

/** As the file itself ends its lines. */
export const lineEndOf = (text: string): string => (/^[^\n]*\r\n/.test(text) ? '\r\n' : '\n')

const rangeOf = (node: unknown): readonly number[] | undefined => {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  return Array.isArray(range) ? (range as readonly number[]) : undefined
}
const startOf = (node: unknown): number | undefined => rangeOf(node)?.[0]
const endOf = ({ key, value }: Pair): number | undefined => rangeOf(value)?.[1] ?? rangeOf(key)?.[1]
