import { costTotals, groupings, totalRows } from '../../review/cost/totals.ts'
import { basisWords, totalOf } from '../../review/totals.ts'
import type { Verdict } from '../../review/verdict.ts'
import { clean, table, text } from '../../tenant/markdown.ts'
import { columns } from './columns.ts'

/** The estate added up four ways, as text. */
export function formatTotals(verdict: Verdict): string {
  const totals = costTotals(verdict)
  const parts = groupings.map((grouping) => {
    const [headings = [], ...rows] = totalRows(grouping, totals[grouping])
    const shown = headings.map((heading) => heading.replace(/:$/, '').toUpperCase())
    return columns([shown, ...rows], {
      right: headings.flatMap((one, index) => (one.endsWith(':') ? [index] : [])),
    })
  })
  return [totalOf(verdict.costs, isCompared(verdict)), ...parts, clean(basisWords(verdict), 600)].join('\n\n')
}

/** The same for a wiki page or a job summary. */
export function renderTotals(verdict: Verdict): string {
  const totals = costTotals(verdict)
  const parts = groupings.map((grouping) => {
    const [headings = [], ...rows] = totalRows(grouping, totals[grouping])
    return table(
      headings,
      rows.map(([name = '', ...cells]) => [text(name, 120), ...cells]),
    )
  })
  return [
    '### What the estate costs',
    totalOf(verdict.costs, isCompared(verdict)),
    ...parts,
    text(basisWords(verdict), 600),
  ].join('\n\n')
}

/** Without `--set` there is no before, and all of it would be "more than now". */
const isCompared = ({ changes }: Verdict): boolean => changes.some(({ before }) => before !== undefined)
