import type { Bursts, Share } from '../../capacity/bursts.ts'
import type { PoolUse } from '../../capacity/pool-use.ts'
import { code, table, text } from '../../tenant/markdown.ts'
import type { Verdict } from '../verdict.ts'

/** How full the pools are, what they do when tenants burst, and who is throttled first. */
export function renderCapacity({ capacity, bursts }: Pick<Verdict, 'capacity' | 'bursts'>): string {
  if (capacity.length === 0) return ''
  const rows = capacity.map(({ pool, resource, claimed, limit, held }) => [
    code(pool),
    unitWords[resource],
    grouped(claimed),
    grouped(limit),
    limit === 0 ? '—' : `${Math.round((claimed / limit) * 100)} %`,
    ...(anyHeld(capacity) ? [held.map(({ pull, amount }) => `#${pull}: ${grouped(amount)}`).join(', ')] : []),
  ])
  const headings = ['Pool', 'Of', 'Claimed:', 'Limit:', 'Used:', ...(anyHeld(capacity) ? ['Held by'] : [])]
  return [
    '<details><summary>Capacity once this is in</summary>',
    table(headings, rows),
    ...cases(bursts),
    '</details>',
  ].join('\n\n')
}

const anyHeld = (capacity: readonly PoolUse[]): boolean => capacity.some(({ held }) => held.length > 0)

/** Only where somebody may burst, or where not even the quotas could all be used at once. */
function cases(bursts: readonly Bursts[]): readonly string[] {
  const told = bursts.filter(({ one, all }) => one !== undefined || all.throttled.length > 0)
  if (told.length === 0) return []
  const rows = told.map(({ pool, resource, usable, nominal, one, all }) => [
    `${code(pool)}, ${unitWords[resource]}`,
    grouped(usable),
    grouped(nominal),
    one === undefined
      ? 'nobody may'
      : `${code(one.tenant)} gets ${grouped(one.given)} of ${grouped(one.asked)} more`,
    `${grouped(all.given)} of ${grouped(all.asked)}`,
  ])
  const headings = [
    'If all is used at once',
    'Carries:',
    'All at their quota:',
    'One bursting',
    'All bursting:',
  ]
  return [table(headings, rows), told.map(throttling).join('\n')]
}

function throttling({ pool, resource, all: { throttled } }: Bursts): string {
  const where = `- ${code(pool)}, ${unitWords[resource]}`
  if (throttled.length === 0)
    return `${where}: there is enough even when everyone bursts, so nobody is throttled.`
  const shown = throttled.slice(0, maxShown).map(shareWords)
  const left = throttled.length - shown.length
  return `${where}: when everyone bursts, the first to be throttled is ${shown.join(', then ')}${left === 0 ? '' : `, and ${left} more`}.`
}

const maxShown = 3

const shareWords = ({ tenant, tier, of, asked, given }: Share): string =>
  `${code(tenant)} (${text(tier, 40)}): ${grouped(given)} of the ${grouped(asked)} ${of === 'borrowed' ? 'it would borrow' : 'of its quota'}`

const unitWords: Readonly<Record<PoolUse['resource'], string>> = {
  queriesPerMinute: 'queries a minute',
  documentsPerMonth: 'documents a month',
  storageGiB: 'storage, GiB',
}

const grouped = (number: number): string => number.toLocaleString('en-GB')
