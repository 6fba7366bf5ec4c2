import type { Finding } from '../tenant/finding.ts'
import { tenantPath } from '../tenant/layout.ts'
import type { Drawing } from './holding.ts'
import type { PoolUse } from './pool-use.ts'
import type { Resource } from './resources.ts'

/** Refused for want of room alone: what has to wait is looked at again when room comes free. */
export const isForRoom = ({ rule }: Pick<Finding, 'rule'>): boolean =>
  rule === 'capacity/pool-full' || rule === 'capacity/room-held'

/** `asked`: the tenant's guaranteed quota, boosts included. */
export function poolFull(use: PoolUse, tenant: Drawing, asked: number): Finding {
  const { pool, resource, claimed, limit, held } = use
  const heldByOthers = held.reduce((sum, { amount }) => sum + amount, 0)
  const quota = tenant.quotas[resource]
  const boosted = asked - quota
  const room = limit - (claimed - asked)
  const isTheBoost = boosted > 0 && quota <= room
  const pulls = held.map(({ pull, amount }) => `#${pull} (${count(amount)})`).join(', ')
  const lower = isTheBoost
    ? `Boost it by ${room - quota} or less, or have the pool enlarged in the settings.`
    : room - boosted > 0
      ? `Set \`quotas: {${resource}: ${room - boosted}}\` or less, choose another region, or have the pool enlarged in the settings.`
      : 'Choose another region, or have the pool enlarged in the settings.'
  return atTenant(tenant, isTheBoost ? '/boosts' : `/quotas/${resource}`, {
    rule: claimed - heldByOthers <= limit ? 'capacity/room-held' : 'capacity/pool-full',
    says: [
      `The pool \`${pool}\` has room for ${count(limit)} ${words[resource]} and would hold ${count(claimed)}: ${count(claimed - limit)} too many.`,
      `\`${tenant.id}\` asks for ${count(asked)}${boosted > 0 ? `, ${count(boosted)} of them for a time` : ''}.`,
      ...(pulls === '' ? [] : [`Approved before it and not yet merged: ${pulls}.`]),
    ].join(' '),
    fix:
      pulls === ''
        ? lower
        : `${lower} Should ${held.length === 1 ? 'that pull request' : 'one of those pull requests'} be closed, this one is checked again by itself.`,
  })
}

export const beyondLend = (
  tenant: Drawing,
  {
    pool,
    resource,
    borrow,
    lend,
  }: Readonly<{ pool: string; resource: Resource; borrow: number; lend: number }>,
): Finding =>
  atTenant(tenant, `/borrow/${resource}`, {
    rule: 'capacity/borrow',
    says: `\`${tenant.id}\` would borrow up to ${count(borrow)} ${words[resource]}, and the pool \`${pool}\` never lends more than ${count(lend)}.`,
    fix:
      lend > 0
        ? `Set \`borrow: {${resource}: ${lend}}\` or less; what has to be there always is a quota.`
        : `Leave \`borrow.${resource}\` out; what has to be there is a quota.`,
  })

export const noPool = (tenant: Drawing): Finding =>
  atTenant(tenant, '/region', {
    rule: 'capacity/no-pool',
    says: `No capacity pool stands in ${tenant.region}, so it takes no tenants.`,
    fix: 'Choose a region that has a pool, or have one added to the settings.',
  })

const words: Readonly<Record<Resource, string>> = {
  queriesPerMinute: 'queries/min',
  documentsPerMonth: 'documents/month',
  storageGiB: 'GiB of storage',
}

const count = (n: number) => n.toLocaleString('en-GB')

/** Located at the top of the file; whoever holds the text can find the pointer's line. */
const atTenant = (
  { id }: Drawing,
  pointer: string,
  about: Readonly<{ rule: string; says: string; fix: string }>,
): Finding => ({ severity: 'deny', file: tenantPath(id), line: 1, column: 1, pointer, ...about })
