import { headlineOf, meaningOf } from '../../review/comment/headline.ts'
import { monthlyOf, totalOf } from '../../review/totals.ts'
import type { Verdict } from '../../review/verdict.ts'
import { kindWords } from '../../review/comment/words.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'
import { clean } from '../../tenant/markdown.ts'
import { renderMoney } from '../../tenant/money.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import { columns } from './columns.ts'
import { formatRadius } from './radius.ts'
import { formatFindings } from './text.ts'
import { plain, type Paint } from './paint.ts'
import { seatRows } from './seats.ts'

type Page = Readonly<{ paint?: Paint; width?: number }>

/** The gate as text: the decision, what changes, what is wrong, who must approve, what merging starts. */
export function formatVerdict(
  verdict: Verdict,
  files: readonly EstateFile[],
  { paint = plain, width }: Page = {},
): string {
  const { findings, approvals, plan, basis } = verdict
  return [
    `${paint.bold(clean(headlineOf(verdict)))}\n${meaningOf(verdict)}`,
    columns(changeRows(verdict), { right: [4, 5] }),
    verdict.costs.length === 0 ? '' : `${totalOf(verdict.costs)}\n${paint.dim(clean(basis))}`,
    verdict.blastRadius === undefined ? '' : formatRadius(verdict.blastRadius, { paint, width }),
    formatFindings(findings, files, paint).trimEnd(),
    columns(seatRows(approvals.seats), { width }),
    (approvals.notes ?? []).map((note) => clean(note)).join('\n'),
    columns(planRows(plan), { width }),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function changeRows({ changes, costs }: Verdict): readonly (readonly string[])[] {
  if (changes.length === 0) return []
  const rows = changes.map(({ tenant, kind, before, after }) => {
    const cost = costs.find((one) => one.tenant === tenant)
    const both = (show: (one: Tenant) => string) => arrow(before && show(before), after && show(after))
    return [
      tenant,
      kindWords[kind],
      both(({ tier }) => tier),
      both(({ region }) => region),
      both(({ budget }) => renderMoney(budget.yearly)),
      arrow(monthlyOf(cost?.before), monthlyOf(cost?.after)),
    ]
  })
  return [['TENANT', 'WHAT', 'TIER', 'REGION', 'BUDGET A YEAR', 'ESTIMATE A MONTH'], ...rows]
}

const planRows = (plan: Verdict['plan']): readonly (readonly string[])[] =>
  plan.length === 0
    ? []
    : [['TENANT', 'ONCE MERGED'], ...plan.map(({ tenant, says }) => [tenant, clean(says, 600)])]

const arrow = (before: string | undefined, after: string | undefined): string =>
  before === undefined || after === undefined || before === after
    ? (after ?? before ?? '-')
    : `${before} → ${after}`
