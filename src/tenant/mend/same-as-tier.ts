import type { Declaration } from '../declaration.ts'
import type { Finding } from '../finding.ts'
import { pointerStep } from '../pointer.ts'
import type { Settings } from '../settings/settings.ts'
import type { Quotas } from '../tenant.ts'
import { findingAt, type YamlFile } from '../yaml/file.ts'

/** Quotas that repeat what the tier brings anyway: they would stay behind when the tier changes. */
export function sameAsTierFindings(
  yaml: YamlFile,
  declared: Declaration,
  settings: Settings,
): readonly Finding[] {
  const { quotas = {}, tier } = declared
  const brings = settings.tiers[tier]?.quotas
  const named = Object.entries(quotas)
  const same = named.filter(([name, amount]) => brings?.[name as keyof Quotas] === amount)
  if (same.length === 0) return []
  const whole = same.length === named.length
  return (whole ? [['', 0] as const] : same).map(([name, amount]) =>
    findingAt(yaml, {
      rule: 'tenant/same-as-tier',
      severity: 'info',
      pointer: whole ? '/quotas' : `/quotas${pointerStep(name)}`,
      part: 'key',
      says: whole
        ? `\`quotas\` says only what tier \`${tier}\` brings anyway.`
        : `\`${name}\` is ${amount}, which tier \`${tier}\` brings anyway.`,
      fix: 'Leave it out, and it follows the tier.',
      repair: { do: 'remove' },
    }),
  )
}
