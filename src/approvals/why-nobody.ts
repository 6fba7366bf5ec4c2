import type { Change } from '../tenant/change.ts'
import { nameSome } from '../tenant/name-some.ts'
import type { Approvers } from './approvers.ts'

/**
 * Which rules were asked about changes that opened no seat, in words that stand for an approval: whoever audits reads
 * here why nobody signed. Changes that were asked the same are told of together.
 */
export function whyNobody(approvers: Approvers, changes: readonly Change[]): readonly string[] {
  const byRules = Map.groupBy(changes, ({ file }) => askedOf(approvers, file))
  return [...byRules].map(([asked, alike]) => {
    const who = nameSome(alike.map(({ tenant }) => tenant))
    return asked === ''
      ? `Nobody has to approve ${who}: no section of APPROVERS has a condition for it.`
      : `Nobody has to approve ${who}: no condition of APPROVERS holds for it as it was or as it becomes; asked were ${asked}.`
  })
}

/** Conditional sections that cover a file, each with the line whose condition it was. */
function askedOf({ sections }: Approvers, path: string): string {
  const asked = sections.flatMap(({ name, rules, exclusions }) => {
    if (exclusions.some((covers) => covers(path))) return []
    const rule = rules.findLast(({ covers, condition }) => condition !== undefined && covers(path))
    return rule?.condition === undefined ? [] : [`${name ?? 'Code owners'} (line ${rule.line})`]
  })
  return asked.join(', ')
}
