import type { Approvers, Section } from '../../approvals/approvers.ts'
import type { Guardrail } from '../../cost/guardrail.ts'
import { compileCondition, type Condition } from '../../expression/condition.ts'
import type { Finding } from '../../tenant/finding.ts'
import { quote } from '../../tenant/yaml/quote.ts'
import { settingsPath } from '../../tenant/settings/file.ts'

/** Sections that a guardrail names are asked where their own condition holds, and where the guardrail's does. */
export function guardSections(
  approvers: Approvers,
  guardrails: readonly Guardrail[],
): Readonly<{ approvers: Approvers; findings: readonly Finding[] }> {
  const asking = guardrails.flatMap(({ name, condition, then }) =>
    then.kind === 'seat' ? [{ name, condition, ...then }] : [],
  )
  const named = ({ name }: Section, seat: string): boolean => name?.toLowerCase() === seat.toLowerCase()
  const sections = approvers.sections.map((section) => {
    const guards = asking.filter(({ seat }) => named(section, seat)).map(({ condition }) => condition)
    if (guards.length === 0) return section
    const rules = section.rules.map((rule) =>
      rule.condition === undefined ? rule : { ...rule, condition: anyOf([rule.condition, ...guards]) },
    )
    return { ...section, rules }
  })
  const lost = asking.filter(({ seat }) => !approvers.sections.some((section) => named(section, seat)))
  return {
    approvers: { ...approvers, sections },
    findings: lost.map(({ name, seat, place }) => ({
      rule: 'settings/guardrail',
      severity: 'deny',
      file: settingsPath,
      ...place,
      pointer: '',
      says: `The guardrail ${quote(name)} asks ${quote(seat)}, and APPROVERS has no section of that name.`,
      fix: `Add \`[${seat}] when false\` to APPROVERS with the people below it, or name another section.`,
    })),
  }
}

/** What is checked by itself is sound as an alternative too. */
function anyOf(conditions: readonly Condition[]): Condition {
  const source = conditions.map((condition) => `(${condition.source})`).join(' || ')
  const compiled = compileCondition(source, { file: settingsPath, line: 1, column: 1 })
  if (!compiled.ok) throw new Error(`Sound conditions are not sound together: ${compiled.finding.says}`)
  return compiled.condition
}
