import type { Approvers, Rule, Section } from './approvers.ts'
import { longestEnd, namesOf, wholeNames } from './pattern.ts'

/** Lines that may cover a path, by section and in their order; all others surely do not. */
export type LinesFor = (path: string) => readonly SectionLines[]

type SectionLines = Readonly<{ section: Section; rules: readonly Rule[] }>

/**
 * Most lines name a file or a folder, or how one ends, so a path is compared with those that name one of its own: a
 * thousand lines and ten thousand files are ten million comparisons otherwise. The index is made once for each set of
 * lines.
 */
export function linesFor(approvers: Approvers): LinesFor {
  const known = made.get(approvers)
  if (known !== undefined) return known
  const fresh = index(approvers)
  made.set(approvers, fresh)
  return fresh
}

const made = new WeakMap<Approvers, LinesFor>()

type Line = Readonly<{ section: Section; rule: Rule }>

function index({ sections }: Approvers): LinesFor {
  const lines = sections.flatMap((section) => section.rules.map((rule): Line => ({ section, rule })))
  const rarest = rarestNames(lines)
  const named = Map.groupBy(
    lines.filter(({ rule }) => rarest.has(rule)),
    ({ rule }) => rarest.get(rule) ?? '',
  )
  const wild = lines.filter(({ rule }) => !rarest.has(rule))
  const ended = Map.groupBy(wild, ({ rule }) => longestEnd(rule.pattern))
  const others = bySection(ended.get('') ?? [])
  ended.delete('')
  const lengths = [...new Set([...ended.keys()].map(({ length }) => length))]
  const endsOf = (name: string): readonly string[] =>
    lengths.flatMap((length) => {
      const end = name.length < length ? '' : name.slice(-length)
      return ended.has(end) ? [end] : []
    })
  const find = (names: readonly string[]): readonly SectionLines[] =>
    bySection([
      ...[...new Set(names)].flatMap((name) => named.get(name) ?? []),
      ...[...new Set(names.flatMap(endsOf))].flatMap((end) => ended.get(end) ?? []),
      ...others.flatMap(({ section, rules }) => rules.map((rule) => ({ section, rule }))),
    ])
  // Thousands of files lie in a folder, and lines that name one of them are few: no list is made to see that.
  const known = new Map<string, readonly SectionLines[]>()
  return (path) => {
    const names = namesOf(path)
    let key = ''
    for (const name of names) {
      if (named.has(name)) key += `${name}/`
      for (const length of lengths) {
        const end = name.length < length ? '' : name.slice(-length)
        if (ended.has(end)) key += `//${end}/`
      }
    }
    if (key === '') return others
    const before = known.get(key)
    if (before !== undefined) return before
    const found = find(names)
    if (known.size >= mostKept) known.clear()
    known.set(key, found)
    return found
  }
}

const mostKept = 1_000

/** Both in the order of the file. */
const bySection = (lines: readonly Line[]): readonly SectionLines[] =>
  [...Map.groupBy(lines, ({ section }) => section)]
    .map(([section, own]) => ({ section, rules: inOrder(own.map(({ rule }) => rule)) }))
    .toSorted((a, b) => firstLine(a.section) - firstLine(b.section))

const firstLine = ({ rules }: Section): number => rules[0]?.line ?? 0

/** Of each line the name that the fewest others have: `team-7` rather than `tenants`. Absent = it has wildcards only. */
function rarestNames(lines: readonly Line[]): ReadonlyMap<Rule, string> {
  const times = new Map<string, number>()
  const names = lines.map(({ rule }) => ({ rule, names: wholeNames(rule.pattern) }))
  for (const name of names.flatMap((one) => one.names)) times.set(name, (times.get(name) ?? 0) + 1)
  const timesOf = (name: string): number => times.get(name) ?? 0
  return new Map(
    names.flatMap(({ rule, names: [first, ...rest] }): [Rule, string][] =>
      first === undefined
        ? []
        : [[rule, rest.reduce((rare, name) => (timesOf(name) < timesOf(rare) ? name : rare), first)]],
    ),
  )
}

const inOrder = (rules: readonly Rule[]): readonly Rule[] => rules.toSorted((a, b) => a.line - b.line)
