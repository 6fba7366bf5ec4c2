import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import { pointerSteps } from '../pointer.ts'

export type Part = 'key' | 'value'

/** What each alias stands for. */
export type Targets = ReadonlyMap<Node, Node>

/** A file's text (without byte order mark) and its parsed nodes, whose ranges are offsets in that text. */
export type YamlSource = Readonly<{ text: string; root: Node; targets: Targets }>

/** The node a JSON pointer names, aliases followed; undefined when nothing is there. */
export function nodeAt(root: Node | null, pointer: string, targets: Targets): Node | undefined {
  let node = follow(root, targets)
  for (const step of pointerSteps(pointer)) {
    if (node === undefined) return undefined
    node = follow(child(node, step)?.value, targets)
  }
  return node
}

/** The offset of a key or value, or of the nearest parent that exists. */
export function offsetOf(
  root: Node,
  pointer: string,
  how: Readonly<{ part: Part; targets: Targets }>,
): number {
  let offset = startOf(root) ?? 0
  let node = follow(root, how.targets)
  const path = pointerSteps(pointer)
  for (const [index, step] of path.entries()) {
    const found = node === undefined ? undefined : child(node, step)
    if (found === undefined) return offset
    const key = startOf(found.key)
    const value = startOf(found.value)
    const last = index === path.length - 1
    // What lies inside a mapping that is missing a key is found at that mapping's own key.
    offset = (last && how.part === 'value' ? value : (key ?? value)) ?? key ?? offset
    node = follow(found.value, how.targets)
  }
  return offset
}

/** A key as the reader sees it; undefined for nothing, or for a list or mapping used as a key. */
export const keyName = (key: unknown): string | undefined =>
  isScalar(key) && key.value !== null ? key.source : undefined

const follow = (node: unknown, targets: Targets): Node | undefined =>
  isAlias(node) ? targets.get(node) : isMap(node) || isSeq(node) || isScalar(node) ? node : undefined

function child(node: Node, step: string): Pick<Pair, 'key' | 'value'> | undefined {
  if (isMap(node)) return node.items.find((pair) => keyName(pair.key) === step)
  if (isSeq(node) && step in node.items) return { key: undefined, value: node.items[Number(step)] }
  return undefined
}

/** An empty value (`key:`) has no text of its own. */
const startOf = (node: unknown): number | undefined =>
  isScalar(node) && node.value === null && node.source === '' ? undefined : rangeStart(node)

/** Where a parsed node starts in the text. */
export function rangeStart(node: unknown): number | undefined {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined
}
