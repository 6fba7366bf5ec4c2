import { dateFindings } from './date-findings.ts'
import type { Finding } from './finding.ts'
import { tenantIdOf } from './layout.ts'
import { parseMoney } from './money.ts'
import { certainlyMeant, nearest, sameButCase } from './nearest.ts'
import { pointerStep } from './pointer.ts'
import { clip, quote, quoteAll } from './yaml/quote.ts'
import type { Settings } from './settings/settings.ts'
import { findingAt, type YamlFile } from './yaml/file.ts'

/** What no schema can know: the file's own name, and what the settings offer. Looks at each field on its own. */
export function declarationFindings(yaml: YamlFile, settings: Settings): readonly Finding[] {
  return [
    ...idFinding(yaml),
    ...choiceFinding(yaml, 'tier', settings.tiers),
    ...choiceFinding(yaml, 'region', settings.regions),
    ...featureFindings(yaml, settings),
    ...budgetFindings(yaml, settings),
    ...dateFindings(yaml),
  ]
}

function idFinding(yaml: YamlFile): readonly Finding[] {
  const id = fieldOf(yaml.value, 'id')
  const expected = tenantIdOf(yaml.path)
  if (typeof id !== 'string' || expected === undefined || id === expected) return []
  return [
    findingAt(yaml, {
      rule: 'estate/file-name',
      pointer: '/id',
      says: `The id is ${quote(id)}, and the file is named \`${expected}.yaml\`.`,
      fix: `Write \`id: ${expected}\`, or name the file after the id.`,
      // Only a slip of the shift key: otherwise either name may be the right one.
      repair: id.toLowerCase() === expected ? { do: 'spell', text: expected } : undefined,
    }),
  ]
}

function choiceFinding(yaml: YamlFile, key: 'tier' | 'region', offered: object): readonly Finding[] {
  const value = fieldOf(yaml.value, key)
  if (typeof value !== 'string' || Object.hasOwn(offered, value)) return []
  const known = Object.keys(offered)
  const meant = nearest(value, known)
  const same = sameButCase(value, known)
  return [
    findingAt(yaml, {
      rule: `tenant/unknown-${key}`,
      repair: same === undefined ? undefined : { do: 'spell', text: same },
      pointer: `/${key}`,
      says: `The estate has no ${key} ${quote(value)}; it has ${quoteAll(known)}.`,
      fix:
        meant === undefined
          ? 'Choose one of these, or have it added to the settings first.'
          : `Did you mean \`${meant}\`?`,
    }),
  ]
}

function featureFindings(yaml: YamlFile, settings: Settings): readonly Finding[] {
  const features = fieldOf(yaml.value, 'features')
  if (typeof features !== 'object' || features === null || Array.isArray(features)) return []
  const known = [...new Set(Object.values(settings.tiers).flatMap((tier) => Object.keys(tier.features)))]
  return Object.keys(features)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known)
      const certain = certainlyMeant(name, known)
      return findingAt(yaml, {
        rule: 'tenant/unknown-feature',
        repair: certain === undefined ? undefined : { do: 'rename', to: certain },
        pointer: `/features${pointerStep(name)}`,
        part: 'key',
        says: `No tier knows the feature ${quote(name)}.`,
        fix: meant === undefined ? `Use one of ${quoteAll(known)}.` : `Did you mean \`${meant}\`?`,
      })
    })
}

function budgetFindings(yaml: YamlFile, settings: Settings): readonly Finding[] {
  const budget = fieldOf(yaml.value, 'budget')
  if (budget === undefined) return []
  const findings: Finding[] = []
  const source = yaml.sourceOf('/budget/amount')
  const amount = fieldOf(budget, 'amount')
  const unread = yaml.findings.some(({ pointer }) => pointer === '/budget/amount')
  if (typeof amount === 'number' && !unread && parseMoney(source ?? '', 'INR') === undefined)
    findings.push(
      findingAt(yaml, {
        rule: 'tenant/amount',
        pointer: '/budget/amount',
        says: `${quote(source ?? '')} has more than two decimals.`,
        fix: 'Round it to the smallest coin.',
      }),
    )
  const currency = fieldOf(budget, 'currency')
  if (typeof currency === 'string' && currency !== settings.currency)
    findings.push(
      findingAt(yaml, {
        rule: 'tenant/currency',
        severity: 'warn',
        pointer: '/budget/currency',
        says: `The budget is in ${clip(currency)} and the thresholds are in ${settings.currency}, so every seat that looks at the budget opens.`,
        fix: `Write the budget in ${settings.currency} if you can.`,
      }),
    )
  return findings
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined
