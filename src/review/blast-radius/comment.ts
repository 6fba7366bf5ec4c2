import { code, prose, table, text } from '../../tenant/markdown.ts'
import type { AffectedTenant, BlastRadius } from './blast-radius.ts'
import { overflows, type PoolChange } from './pools.ts'
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
} from './words.ts'
import { count } from '../comment/words.ts'

/** What the changed rules mean for the tenants that are there: the short answer, then everything, folded away. */
export function renderBlastRadius(radius: BlastRadius | undefined, limit: number): string {
  if (radius === undefined) return ''
  const counts = tallyRadius(radius).map(({ says, tenants }) => [says, String(tenants)])
  return [
    '#### What the new rules would change',
    `Every tenant was judged twice, under the rules in force and under those of this change. **${radiusSentence(radius)}**${
      radius.affected.length === 0
        ? ''
        : ' Merging touches none of them: rules are applied when a tenant’s file is next changed, and by `landlord check`.'
    }`,
    counts.length === 0 ? '' : table(['Tenants that…', 'How many:'], counts),
    costSentence(radius),
    renderOverflows(radius.pools),
    renderRules(radius, limit),
    prose(laterSentence(radius), 2000),
    boundSentence(radius),
    renderTenants(radius.affected, limit),
    renderPools(radius.pools),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Ten rules say what a change is about, however many tenants it concerns. */
const maxRules = 10

function renderRules(radius: BlastRadius, limit: number): string {
  const groups = groupByRule(radius)
  const shown = groups.slice(0, Math.min(limit, maxRules)).map((group) => {
    const mend = group.after === undefined ? '' : `<br>→ ${prose(group.fix)}`
    return `- ${code(group.rule)} ${verdictWords(group)}, for ${count(group.tenants, 'tenant')}: ${prose(group.says)}${mend}`
  })
  const left = groups.length - shown.length
  return [...shown, ...(left === 0 ? [] : [`- …and ${count(left, 'more rule')}`])].join('\n')
}

const renderOverflows = (pools: readonly PoolChange[]): string =>
  pools
    .filter(overflows)
    .map(
      ({ pool, resource, after }) =>
        `- ⚠️ The pool ${code(pool)} would be too small: its tenants claim ${grouped(after?.claimed)} of ${code(resource)}, and it would carry ${grouped(after?.limit)}.`,
    )
    .join('\n')

function renderTenants(affected: readonly AffectedTenant[], limit: number): string {
  if (affected.length === 0) return ''
  const rows = affected
    .slice(0, limit)
    .map((one) => [
      code(one.tenant),
      text(gateWords(one)) || 'as today',
      rulesOf(one) || '—',
      monthWords(one) || '—',
      text(seatWords(one)) || '—',
    ])
  const left = affected.length - rows.length
  return folded(`Which tenants (${affected.length})`, [
    rows.length === 0 ? '' : table(['Tenant', 'Gate', 'Rules', 'A month', 'Approvals'], rows),
    left === 0
      ? ''
      : `…and ${count(left, 'more tenant')}: \`landlord simulate --rules DIR\` lists them all, with the rules of this branch in DIR.`,
  ])
}

/** A tenant that a new pack refuses for twenty reasons is told them when it is changed. */
const maxFindings = 5

function rulesOf({ findings }: AffectedTenant): string {
  const left = findings.length - maxFindings
  return [
    ...findings.slice(0, maxFindings).map(({ rule, ...change }) => `${code(rule)} ${verdictWords(change)}`),
    ...(left > 0 ? [`…and ${left} more`] : []),
  ].join('<br>')
}

function renderPools(pools: readonly PoolChange[]): string {
  if (pools.length === 0) return ''
  const rows = pools.map(({ pool, resource, before, after }) => [
    code(pool),
    code(resource),
    arrow(before?.claimed, after?.claimed),
    arrow(before?.limit, after?.limit),
  ])
  return folded('Which pools', [table(['Pool', 'Of', 'Claimed:', 'Limit:'], rows)])
}

const arrow = (before: number | undefined, after: number | undefined): string =>
  before === after ? grouped(after) : `${grouped(before)} → ${grouped(after)}`

const grouped = (number: number | undefined): string => number?.toLocaleString('en-GB') ?? 'no pool'

const folded = (summary: string, parts: readonly string[]): string =>
  [`<details><summary>${summary}</summary>`, ...parts.filter((part) => part !== ''), '</details>'].join(
    '\n\n',
  )
