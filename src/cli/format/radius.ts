import type { BlastRadius } from '../../review/blast-radius/blast-radius.ts'
import { overflows } from '../../review/blast-radius/pools.ts'
import {
  boundSentence,
  costSentence,
  gateWords,
  groupByRule,
  laterSentence,
  monthWords,
  radiusSentence,
  seatWords,
  tallyRadius,
  verdictWords,
} from '../../review/blast-radius/words.ts'
import { count } from '../../review/comment/words.ts'
import { clean } from '../../tenant/markdown.ts'
import { columns } from './columns.ts'
import type { Paint } from './paint.ts'

/** The comparison as text: the answer, how many, which rules, which pools, which tenants. */
export function formatRadius(
  radius: BlastRadius,
  { paint, width }: Readonly<{ paint: Paint; width: number | undefined }>,
): string {
  const counts = tallyRadius(radius).map(({ says, tenants }) => [String(tenants), says])
  return [
    paint.bold(radiusSentence(radius)),
    counts.length === 0 ? '' : columns(counts, { right: [0], indent: 2, width }),
    costSentence(radius),
    rules(radius, width),
    pools(radius),
    tenants(radius, width),
    clean(laterSentence(radius), 2000),
    boundSentence(radius),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function rules(radius: BlastRadius, width: number | undefined): string {
  const groups = groupByRule(radius)
  if (groups.length === 0) return ''
  const rows = groups.map((group) => [
    group.rule,
    String(group.tenants),
    `${verdictWords(group)}: ${clean(group.says, 500)}`,
  ])
  return columns([['RULE', 'TENANTS', 'WHAT IT WOULD DO'], ...rows], { right: [1], width })
}

function pools({ pools: changes }: BlastRadius): string {
  if (changes.length === 0) return ''
  const rows = changes.map((change) => [
    change.pool,
    change.resource,
    arrow(change.before?.claimed, change.after?.claimed),
    arrow(change.before?.limit, change.after?.limit),
    overflows(change) ? 'too small' : '',
  ])
  return columns([['POOL', 'OF', 'CLAIMED', 'LIMIT', ''], ...rows])
}

const arrow = (before: number | undefined, after: number | undefined): string => {
  const [was, is] = [before, after].map((number) => number?.toLocaleString('en-GB') ?? 'no pool')
  return was === is ? (is ?? '') : `${was ?? ''} → ${is ?? ''}`
}

function tenants({ affected }: BlastRadius, width: number | undefined): string {
  if (affected.length === 0) return ''
  const rows = affected.map((one) => [
    one.tenant,
    gateWords(one) || 'as today',
    monthWords(one) || '-',
    [seatWords(one), one.findings.length === 0 ? '' : count(one.findings.length, 'rule')]
      .filter((part) => part !== '')
      .join('; ') || '-',
  ])
  return columns([['TENANT', 'GATE', 'A MONTH', 'APPROVALS AND RULES'], ...rows], { width })
}
