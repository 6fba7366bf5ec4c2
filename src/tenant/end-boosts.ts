import { isCollection, isMap, isNode, isScalar, isSeq, type YAMLSeq } from 'yaml'
import { isOver, type Boost } from './boost.ts'
import type { EstateFile } from './estate-file.ts'
import { tenantFileLimits } from './yaml/document.ts'
import { readYaml } from './yaml/file.ts'
import { keyName, type YamlSource } from './yaml/node.ts'

export type EndedBoosts = Readonly<{
  ended: readonly Boost[]
  /** The file without them; undefined where only a person can take them out (aliases, anchors, a file in one line). */
  text: string | undefined
}>

/**
 * The boosts of a tenant file that are over on that day (ISO date), and the file without them: every other line,
 * comment and order stays. Undefined where none is over.
 */
export function endBoosts(file: EstateFile, on: string): EndedBoosts | undefined {
  const yaml = readYaml(file, tenantFileLimits)
  const boosts = boostsOf(yaml.value)
  const ended = boosts.filter((boost) => isOver(boost, on))
  if (ended.length === 0) return undefined
  const source = yaml.source()
  const text =
    source &&
    without(
      source,
      boosts.map((boost) => isOver(boost, on)),
    )
  return {
    ended,
    text: text !== undefined && isRight(text, { file, value: yaml.value, on }) ? text : undefined,
  }
}

function boostsOf(value: unknown): readonly Boost[] {
  const boosts: unknown = isRecord(value) ? value.boosts : undefined
  return Array.isArray(boosts)
    ? boosts.filter((boost): boost is Boost => isRecord(boost) && typeof boost.until === 'string')
    : []
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function without({ text, root }: YamlSource, over: readonly boolean[]): string | undefined {
  if (!isMap(root) || root.flow === true) return undefined
  const pair = root.items.find(({ key }) => keyName(key) === 'boosts')
  const list = pair?.value
  if (pair === undefined || !isNode(pair.key) || !isSeq(list) || list.items.length !== over.length)
    return undefined
  if (over.every(Boolean)) return cutLines(text, startOf(pair.key), endOf(list))
  const indexes = list.items.map((_, index) => index).filter((index) => over[index])
  return indexes
    .toReversed()
    .reduce<string | undefined>(
      (left, index) => (left === undefined ? undefined : cutItem(left, list, index)),
      text,
    )
}

/** From the last item to the first, so that the places of those before stay true. */
function cutItem(text: string, list: YAMLSeq, index: number): string | undefined {
  const item = list.items[index]
  if (list.flow !== true) return cutLines(text, startOf(item), endOf(item))
  const [next, last] = [list.items[index + 1], list.items[index - 1]]
  const [from, to] = next === undefined ? [endOf(last), endOf(item)] : [startOf(item), startOf(next)]
  return from === undefined || to === undefined ? undefined : text.slice(0, from) + text.slice(to)
}

/** Whole lines, so that nothing of an entry is left behind. */
function cutLines(text: string, start: number | undefined, end: number | undefined): string | undefined {
  if (start === undefined || end === undefined) return undefined
  const from = text.lastIndexOf('\n', start - 1) + 1
  if (text[end - 1] === '\n') return text.slice(0, from) + text.slice(end)
  const to = text.indexOf('\n', end)
  return text.slice(0, from) + (to < 0 ? '' : text.slice(to + 1))
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)

/** Where its last word ends: a block collection's own end takes in the comments that follow. */
function endOf(node: unknown): number | undefined {
  if (!isCollection(node) || node.flow === true) return isNode(node) ? node.range?.[1] : undefined
  const last: unknown = node.items.at(-1)
  if (isSeq(node)) return endOf(last)
  const { key, value } = last as Readonly<{ key: unknown; value: unknown }>
  return isScalar(value) && value.source === '' ? endOf(key) : (endOf(value) ?? endOf(key))
}

/** Read again, it must say just the same but for what is over. */
function isRight(
  text: string,
  { file, value, on }: Readonly<{ file: EstateFile; value: unknown; on: string }>,
): boolean {
  if (!isRecord(value)) return false
  const bytes = new TextEncoder().encode(text)
  const read = readYaml({ ...file, bytes, size: bytes.length }, tenantFileLimits)
  const { boosts: _, ...rest } = value
  const left = boostsOf(value).filter((boost) => !isOver(boost, on))
  return canonical(read.value) === canonical(left.length === 0 ? rest : { ...rest, boosts: left })
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  )
