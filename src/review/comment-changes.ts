import { renderMoney } from '../tenant/money.ts'
import type { Change } from '../tenant/change.ts'
import { code, table, text } from '../tenant/markdown.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { changedFields } from './changed-fields.ts'
import { monthlyOf, totalOf } from './totals.ts'
import type { Verdict } from './verdict.ts'
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
      beforeAfter(monthlyOf(cost?.before), monthlyOf(cost?.after)),
    ]
  })
  const headings = ['Tenant', 'What', 'Tier', 'Region', 'Budget a year:', 'Estimate a month:']
  return [
    table(headings, rows),
    changes.length > limit
      ? `…and ${changes.length - limit} more tenants, which this comment has no room for. \`landlord review\` lists them all.`
      : '',
    changes.length > 1 ? totalOf(costs) : '',
    rules,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** The columns show tier, region and budget; what else differs is named here. */
function whatOf({ kind, before, after }: Change): string {
  if (kind !== 'change' || before === undefined || after === undefined) return kindWords[kind]
  const fields = changedFields(before, after).filter((field) => !shownInColumns.has(field))
  return fields.length === 0
    ? kindWords[kind]
    : `${kindWords[kind]}: ${fields.map((field) => text(field)).join(', ')}`
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
