import type { Alternative, Approvers, Section } from '../../approvals/approvers.ts'
import type { Guardrail } from '../../cost/guardrail.ts'
import { compileCondition, type Condition } from '../../expression/condition.ts'
import type { Finding } from '../../tenant/finding.ts'
import { once } from '../../tenant/once.ts'
import { quote } from '../../tenant/yaml/quote.ts'
import { settingsPath } from '../../tenant/settings/file.ts'

/** Sections that a guardrail names are asked where their own condition holds, and where the guardrail's does. */
export function guardSections(
  approvers: Approvers,
  guardrails: readonly Guardrail[],
): Readonly<{ approvers: Approvers; findings: readonly Finding[] }> {
  const asking = guardrails.flatMap(({ name, condition, place, then }) =>
    then.kind === 'seat' ? [{ name, written: { condition, place }, ...then }] : [],
  )
  const named = ({ name }: Section, seat: string): boolean => name?.toLowerCase() === seat.toLowerCase()
  const sections = approvers.sections.map((section) => {
    const guards = asking.filter(({ seat }) => named(section, seat)).map(({ written }) => written)
    if (guards.length === 0) return section
    const guarded = once((own: readonly Alternative[]) => [...own, ...guards])
    const rules = section.rules.map((rule) => {
      if (rule.alternatives.length === 0) return rule
      const alternatives = guarded(rule.alternatives)
      return { ...rule, alternatives, condition: anyOf(alternatives) }
    })
    return { ...section, rules }
  })
  const lost = asking.filter(({ seat }) => !approvers.sections.some((section) => named(section, seat)))
  return {
    approvers: { ...approvers, sections },
    findings: lost.map(({ name, seat, seatPlace }) => ({
      rule: 'settings/guardrail',
      severity: 'deny',
      file: settingsPath,
      ...seatPlace,
      pointer: '',
      says: `The guardrail ${quote(name)} asks ${quote(seat)}, and APPROVERS has no section of that name.`,
      fix: `Add \`[${seat}] when false\` to APPROVERS with the people below it, or name another section.`,
    })),
  }
}

/** What is checked by itself is sound as an alternative too. The same for all lines of a block. */
const anyOf = once((alternatives: readonly Alternative[]): Condition => {
  const source = alternatives.map(({ condition }) => `(${condition.source})`).join(' || ')
  const compiled = compileCondition(source, { file: settingsPath, line: 1, column: 1 })
  if (!compiled.ok) throw new Error(`Sound conditions are not sound together: ${compiled.finding.says}`)
  return compiled.condition
})
