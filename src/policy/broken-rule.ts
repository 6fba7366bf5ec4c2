import { evaluateMessage } from '../expression/condition.ts'
import type { Scope } from '../expression/tenant-scope.ts'
import type { Finding } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { isInForce } from './judge-waivers.ts'
import type { Rule } from './policy.ts'

/** The tenant whose waivers are looked at, what expressions see of it, and the ISO date of doing so. */
type Asked = Readonly<{ tenant: Tenant; file: string; on: string; scope: () => Scope }>

/** What a rule that does not hold says: a deny only from its day on, and only where nobody waived it. */
export function brokenRule(rule: Rule, { tenant, file, on, scope }: Asked): Finding {
  const words = wordsOf(rule, scope)
  const finding = (severity: Finding['severity'], more = '', fix = rule.fix): Finding => ({
    rule: rule.id,
    severity,
    file,
    line: 1,
    column: 1,
    pointer: rule.pointer,
    says: `${words} (${sourceOf(rule)})${more}`,
    fix,
  })
  if (rule.severity !== 'deny') return finding(rule.severity)
  if (on < rule.effectiveFrom) return finding('warn', ` This denies from ${rule.effectiveFrom} on.`)
  const waivers = (tenant.waivers ?? []).filter((waiver) => waiver.rule === rule.id)
  const inForce = waivers.find((waiver) => isInForce(waiver, rule, on))
  if (inForce !== undefined)
    return finding(
      'warn',
      ` Waived until ${inForce.until}, approved by ${quote(inForce.approvedBy)}: ${quote(inForce.reason)}`,
    )
  const expired = waivers.find(({ until }) => until < on)
  if (expired === undefined) return finding('deny')
  return finding(
    'deny',
    ` The waiver of this rule, approved by ${quote(expired.approvedBy)}, ended on ${expired.until}.`,
    `${rule.fix} Or have the waiver approved anew, with another end.`,
  )
}

/** In the tenant's own values where the rule has an expression for that; if that fails, as the rule says it anyway. */
function wordsOf({ says, message }: Rule, scope: () => Scope): string {
  if (message === undefined) return says
  const words = evaluateMessage(message, scope())
  if ('error' in words) return `${says} [\`messageExpression\` failed: ${words.error}.]`
  return words.value.trim() === '' ? says : words.value.slice(0, maxCharacters)
}

/** As long as `says` may be. */
const maxCharacters = 500

/** Nobody should take what was written from memory for the law. */
const sourceOf = ({ source, evidence }: Rule): string =>
  evidence === 'recollection' ? `${source}; not yet held against its text` : source
