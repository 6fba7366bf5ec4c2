import type { Approvers, Rule, Section } from './approvers.ts'
import { linesFor } from './lines-for.ts'

/** A line that asks for somebody about a file, and why: one reason, or several. */
export type AskedLine<Why> = Readonly<{ section: Section; rule: Rule; why: readonly Why[] }>

/**
 * Whom a file asks for. Each section asks for itself; inside one the last line that covers the file wins, among those
 * for which there is a reason. A line without owners, and what the section takes out, ask nobody.
 */
export function askedLines<Why>(
  approvers: Approvers,
  path: string,
  whyOf: (rule: Rule) => readonly Why[],
): readonly AskedLine<Why>[] {
  const asked: AskedLine<Why>[] = []
  for (const { section, rules } of linesFor(approvers)(path)) {
    const found = lastThatAsks(rules, path, whyOf)
    if (found === undefined || found.rule.owners.length === 0) continue
    if (!section.exclusions.some((excludes) => excludes(path))) asked.push({ section, ...found })
  }
  return asked
}

function lastThatAsks<Why>(
  rules: readonly Rule[],
  path: string,
  whyOf: (rule: Rule) => readonly Why[],
): Readonly<{ rule: Rule; why: readonly Why[] }> | undefined {
  for (let at = rules.length - 1; at >= 0; at -= 1) {
    const rule = rules[at]
    if (rule?.covers(path) !== true) continue
    const why = whyOf(rule)
    if (why.length > 0) return { rule, why }
  }
  return undefined
}

/** Tells files apart by the lines that cover them: the same number for those of the same lines. */
export function coveringLines(approvers: Approvers): (path: string) => number {
  const candidates = linesFor(approvers)
  let last = 0
  // Lines after one another, each a step on from the ones before it: no text of them is made for thousands of files.
  const steps = new Map<number, Map<Rule, number>>()
  const stepTo = (from: number, rule: Rule): number => {
    const known = steps.get(from) ?? new Map<Rule, number>()
    steps.set(from, known)
    const there = known.get(rule)
    if (there !== undefined) return there
    last += 1
    known.set(rule, last)
    return last
  }
  return (path) => {
    let at = 0
    for (const { section, rules } of candidates(path)) {
      if (section.exclusions.some((excludes) => excludes(path))) continue
      for (const rule of rules) if (rule.covers(path)) at = stepTo(at, rule)
    }
    return at
  }
}
