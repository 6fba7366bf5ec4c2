import { fieldsOf, type fingerprints, type Fields } from '../expression/made-of.ts'
import type { Fault } from '../tenant/fault.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { askTenants } from './ask.ts'
import { appliedRules, applyRules, type Applied, type Subject } from './check-policies.ts'
import type { Policy, Rule } from './policy.ts'

/**
 * `checkPolicies` for many tenants that stand as they are, under the same settings and on the same day. Where rules had
 * nothing to say of a tenant, they have nothing to say of one that is alike in all that they look at, and are not asked.
 */
export function standingChecker(
  policies: readonly Policy[],
  {
    settings,
    on,
    printOf,
  }: Pick<Subject, 'settings' | 'on'> & Readonly<{ printOf: ReturnType<typeof fingerprints> }>,
): (tenant: Tenant, file: string) => StandingCheck {
  const applied = appliedRules(policies, on)
  const groups = groupsOf(applied)
  const ask = askTenants()
  return (tenant, file) => {
    const print = printOf(tenant)
    const asked = groups.filter(
      ({ fields, silentOf }) => fields === undefined || !silentOf.has(print(fields)),
    )
    // A waiver of a rule that holds has something to be said of it.
    if (asked.length === 0 && tenant.waivers === undefined) return nothingToSay
    const change = { kind: 'change', before: tenant, after: tenant } as const
    const { findings, faults, kept } = applyRules(
      tenant.waivers === undefined ? only(asked, applied) : applied,
      { tenant, file, change, settings, on },
      (scope) => ask(print, scope),
    )
    for (const { fields, rules, silentOf } of asked)
      if (fields !== undefined && [...rules].every(({ id }) => kept.has(id)))
        remember(silentOf, print(fields))
    return { findings, faults }
  }
}

export type StandingCheck = Readonly<{ findings: readonly Finding[]; faults: readonly Fault[] }>

const nothingToSay: StandingCheck = { findings: [], faults: [] }

/** Rules that look at the same fields of a tenant; undefined = it is not known at which. */
type Group = Readonly<{ fields: Fields | undefined; rules: ReadonlySet<Rule>; silentOf: Set<number> }>

function groupsOf({ rules }: Applied): readonly Group[] {
  const groups = new Map<Fields | undefined, Set<Rule>>()
  for (const { rule } of rules) {
    const conditions = [...rule.match, rule.expression]
    const fields = fieldsOf(conditions.flatMap(({ variables }) => variables))
    groups.set(fields, (groups.get(fields) ?? new Set()).add(rule))
  }
  return [...groups].map(([fields, those]) => ({ fields, rules: those, silentOf: new Set() }))
}

/** In the order of the packs, as it is everywhere. */
const only = (asked: readonly Group[], { all, rules }: Applied): Applied => ({
  all,
  rules: rules.filter(({ rule }) => asked.some((group) => group.rules.has(rule))),
})

function remember(silentOf: Set<number>, print: number): void {
  if (silentOf.size >= mostKept) silentOf.clear()
  silentOf.add(print)
}

/** Rules on what is each tenant's own are silent of nobody else. */
const mostKept = 10_000
