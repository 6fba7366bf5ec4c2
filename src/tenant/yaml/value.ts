import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml'
import { pointerStep } from '../pointer.ts'
import { quote } from './quote.ts'
import { keyName, rangeStart } from './node.ts'

/** Something YAML allows and an estate does not. */
type Problem = Readonly<{ rule: string; offset: number; pointer: string; says: string; fix: string }>

export type Converted = Readonly<{
  value: unknown
  problems: readonly Problem[]
  /** What each alias stands for. */
  targets: ReadonlyMap<Node, Node>
}>

export type Reading = Readonly<{ terraform: boolean; lineOf: (offset: number) => number }>

const maxAliases = 20
const maxAliasedNodes = 1000

/**
 * Plain data from parsed nodes. Refused, with a reason, is all that two YAML readers may understand differently
 * (Terraform reads the same file with its own): tags, merge keys, repeated keys, numbers in other notations.
 */
export function convert(root: Node, { terraform, lineOf }: Reading): Converted {
  const problems: Problem[] = []
  const anchors = new Map<string, Node>()
  const targets = new Map<Node, Node>()
  const open = new Set<Node>()
  let aliases = 0
  let aliased = 0
  const report = (rule: string, node: unknown, pointer: string, says: string, fix: string) =>
    problems.push({ rule, offset: rangeStart(node) ?? 0, pointer, says, fix })

  const value = visit(root, '', false)
  return { value, problems, targets }

  function visit(node: unknown, pointer: string, inAlias: boolean): unknown {
    if (inAlias && (aliased += 1) > maxAliasedNodes) return null
    if (isAlias(node)) {
      aliases += 1
      const target = anchors.get(node.source)
      const refusal =
        target === undefined
          ? `${quote(`*${node.source}`)} refers to an anchor that is not written above it.`
          : open.has(target)
            ? `${quote(`*${node.source}`)} contains itself.`
            : aliases > maxAliases || aliased > maxAliasedNodes
              ? 'The file repeats itself through aliases (`*name`) more often than is read.'
              : undefined
      if (target === undefined || refusal !== undefined) {
        if (aliases <= maxAliases + 1)
          report('alias', node, pointer, refusal ?? '', 'Write the value itself here.')
        return null
      }
      targets.set(node, target)
      const expanded = visit(target, pointer, true)
      if (!inAlias && aliased > maxAliasedNodes)
        report(
          'alias',
          node,
          pointer,
          `${quote(`*${node.source}`)} unfolds to more than ${maxAliasedNodes} values.`,
          'Write the value itself here.',
        )
      return expanded
    }
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null
    if (node.anchor !== undefined) anchors.set(node.anchor, node)
    if (node.tag !== undefined && !inAlias)
      report(
        'tag',
        node,
        pointer,
        `The tag ${quote(node.tag.replace('tag:yaml.org,2002:', '!!'))} changes how a value is read, and tags are not used here.`,
        'Remove the tag and write the plain value.',
      )
    if (isScalar(node)) return scalar(node, pointer)
    open.add(node)
    const result = isMap(node)
      ? mapping(node, pointer, inAlias)
      : node.items.map((item, index) => visit(item, pointer + pointerStep(index), inAlias))
    open.delete(node)
    return result
  }

  function mapping(map: YAMLMap, pointer: string, inAlias: boolean): unknown {
    // Without a prototype `__proto__` and `constructor` are keys like any other.
    const result = Object.create(null) as Record<string, unknown>
    const lines = new Map<string, number>()
    for (const pair of map.items) {
      const key = keyName(pair.key)
      if (isScalar(pair.key) && pair.key.anchor !== undefined) anchors.set(pair.key.anchor, pair.key)
      const at = rangeStart(pair.key) === undefined ? map : pair.key
      if (key === undefined) {
        report('key', at, pointer, 'A key must be a plain name.', 'Write it as `name: value`.')
        continue
      }
      const here = pointer + pointerStep(key)
      const earlier = lines.get(key)
      if (key === '<<')
        report(
          'merge-key',
          at,
          here,
          'The merge key `<<` is not read.',
          'Write out the fields that it would bring in.',
        )
      else if (earlier !== undefined && !inAlias)
        report(
          'duplicate-key',
          at,
          here,
          `${quote(key)} is written twice; the first one is in line ${earlier}.`,
          'Keep one of them.',
        )
      if (earlier !== undefined) continue
      lines.set(key, lineOf(rangeStart(at) ?? 0))
      const value = visit(pair.value, here, inAlias)
      if (key !== '<<') result[key] = value
    }
    return result
  }

  function scalar(node: Scalar, pointer: string): unknown {
    if (terraform && node.type === 'PLAIN' && typeof node.value === 'string' && readOtherwise(node.value))
      report(
        'ambiguous',
        node,
        pointer,
        `${quote(node.value)} without quotes is a text to one YAML reader and ${truth.test(node.value) ? 'a truth value' : 'a point in time'} to another.`,
        truth.test(node.value)
          ? 'Write `true` or `false`, or put it in quotes if it is a text.'
          : 'Put it in quotes.',
      )
    if (typeof node.value !== 'number' && typeof node.value !== 'bigint') return node.value
    const source = node.source ?? ''
    if (plainNumber.test(source) && Number.isFinite(Number(source))) return Number(source)
    report(
      'number',
      node,
      pointer,
      `${quote(source)} is not a plain decimal number.`,
      'Write only digits, with a decimal point where needed; put it in quotes if it is a text.',
    )
    return 0
  }
}

/** What Terraform's reader takes for something else than a text (test/tenant/same-as-terraform.test.ts). */
const readOtherwise = (text: string): boolean => truth.test(text) || /^\d{4}-\d\d?-\d\d?($|[Tt ])/.test(text)
const truth = /^(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/

/** Neither `0x10`, `0o7`, `1e3`, `.nan` nor `007`, which YAML readers take differently. */
const plainNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/
