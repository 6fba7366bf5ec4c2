import { renderMoney } from '../../tenant/money.ts'
import type { Change } from '../../tenant/change.ts'
import { code, table, text } from '../../tenant/markdown.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import { aspectWords } from './aspect-words.ts'
import { changedFields } from '../changed-fields.ts'
import { costSentences, rateWords } from './cost-sentences.ts'
import { differenceOf, monthlyOf, totalOf, unpricedOf, yearlyOf } from '../totals.ts'
import type { CostChange, Verdict } from '../verdict.ts'
import { kindWords } from './words.ts'

/** One row a tenant; two values in a cell are before → after. */
export function renderChanges(verdict: Verdict, limit: number): string {
  const { changes, costs, rulesChanged } = verdict
  const rules =
    rulesChanged.length === 0
      ? ''
      : `Rules that change: ${rulesChanged.map((path) => code(path)).join(', ')}. They come into force when this is merged.`
  if (changes.length === 0) return rules
  const rows = changes.slice(0, limit).map((change) => {
    const cost = costs.find(({ tenant }) => tenant === change.tenant)
    return [
      nameOf(change),
      whatOf(change),
      both(change, ({ tier }) => text(tier)),
      both(change, ({ region }) => code(region)),
      both(change, ({ budget }) => renderMoney(budget.yearly)),
      monthCell(cost),
      beforeAfter(yearlyOf(cost?.before), yearlyOf(cost?.after)),
    ]
  })
  const headings = ['Tenant', 'What', 'Tier', 'Region', 'Budget a year:', 'Estimate a month:', 'A year:']
  return [
    table(headings, rows),
    changes.length > limit
      ? `…and ${changes.length - limit} more tenants, which this comment has no room for. \`landlord review\` lists them all.`
      : '',
    changes.length > 1 ? totalOf(costs) : '',
    changes.length > maxSentences ? '' : sentences(changes, costs),
    costs.length === 0 ? '' : rateWords(verdict.prices),
    rules,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** More sentences than that are read by nobody; the table has the figures. */
const maxSentences = 5

const sentences = (changes: readonly Change[], costs: readonly CostChange[]): string => {
  const found = changes.flatMap((change) => {
    const words = costSentences(
      change,
      costs.find(({ tenant }) => tenant === change.tenant),
    )
    return words === '' ? [] : [words]
  })
  return found.length < 2 ? found.join('') : found.map((words) => `- ${words}`).join('\n')
}

/** What it costs, by how much that differs, and of how many parts nobody knows the price. */
function monthCell(cost: CostChange | undefined): string {
  const unpriced = cost?.after === undefined ? 0 : unpricedOf(cost.after)
  return [
    beforeAfter(monthlyOf(cost?.before), monthlyOf(cost?.after)),
    (cost && differenceOf(cost)) ?? '',
    unpriced === 0 || unpriced === cost?.after?.lines.length ? '' : `${unpriced} not priced`,
  ]
    .filter((part) => part !== '')
    .join('<br>')
}

/** The columns show tier, region and budget; what else differs is named here. */
function whatOf(change: Change): string {
  const { kind, before, after } = change
  const name = [kindWords[kind], ...aspectWords(change)].join('; ')
  if (kind !== 'change' || before === undefined || after === undefined) return name
  const fields = changedFields(before, after).filter((field) => !shownInColumns.has(field))
  return fields.length === 0 ? name : `${name}: ${fields.map((field) => text(field)).join(', ')}`
}

const shownInColumns: ReadonlySet<string> = new Set(['tier', 'region', 'budget'])

function nameOf({ tenant, before, after }: Change): string {
  const name = (after ?? before)?.name
  return name === undefined ? code(tenant) : `**${text(name, 80)}**<br>${code(tenant)}`
}

const both = ({ before, after }: Change, show: (tenant: Tenant) => string): string =>
  beforeAfter(before && show(before), after && show(after))

const beforeAfter = (before: string | undefined, after: string | undefined): string =>
  before === after || before === undefined || after === undefined
    ? (after ?? before ?? '—')
    : `${before} → ${after}`
