import type { Approvers, Rule, Section } from './approvers.ts'
import { namesOf, wholeNames } from './pattern.ts'

/** Lines that may cover a path, by section and in their order; all others surely do not. */
export type LinesFor = (path: string) => ReadonlyMap<Section, readonly Rule[]>

/**
 * Most lines name a file or a folder, so a path is compared with those that name one of its own: a thousand lines and ten
 * thousand files are ten million comparisons otherwise. The index is made once for each set of lines.
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
  const others = new Map<Section, readonly Rule[]>()
  for (const section of sections) {
    const wild = section.rules.filter((rule) => !rarest.has(rule))
    if (wild.length > 0) others.set(section, wild)
  }
  return (path) => {
    const found = [...new Set(namesOf(path))].flatMap((name) => named.get(name) ?? [])
    if (found.length === 0) return others
    const both = new Map(others)
    for (const [section, own] of Map.groupBy(found, (line) => line.section))
      both.set(section, inOrder([...own.map(({ rule }) => rule), ...(others.get(section) ?? [])]))
    return both
  }
}

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
