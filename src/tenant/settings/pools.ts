import type { Finding } from '../finding.ts'
import type { Pool } from './settings.ts'
import type { Quotas } from '../tenant.ts'
import { findingAt, type YamlFile } from '../yaml/file.ts'

type Limits = Pick<Pool, 'name' | 'region' | 'capacity' | 'reserve' | 'lend'>

/** What of the pools cannot be: two in one region, or more kept back or lent than there is. */
export function poolLimitFindings(pools: readonly Limits[], yaml: YamlFile): readonly Finding[] {
  return pools.flatMap((pool, index) => [
    ...secondOfRegion(pools, index, yaml),
    ...resources.flatMap((resource) => beyondCapacity(pool, resource, { index, yaml })),
  ])
}

const resources = ['queriesPerMinute', 'documentsPerMonth', 'storageGiB'] as const

/** A tenant draws from the pool of its region; with two of them nobody could say which. */
function secondOfRegion(pools: readonly Limits[], index: number, yaml: YamlFile): readonly Finding[] {
  const pool = pools[index]
  const first = pools.findIndex(({ region }) => region === pool?.region)
  if (pool === undefined || first === index || pools[first]?.name === pool.name) return []
  return [
    findingAt(yaml, {
      rule: 'settings/second-pool',
      pointer: `/pools/${index}/region`,
      says: `${pool.region} has the pool \`${pools[first]?.name ?? ''}\` already, in line ${yaml.locate(`/pools/${first}`).line}, and its tenants can draw from one only.`,
      fix: 'Make one pool of both.',
    }),
  ]
}

function beyondCapacity(
  { name, capacity, reserve, lend }: Limits,
  resource: keyof Quotas,
  { index, yaml }: Readonly<{ index: number; yaml: YamlFile }>,
): readonly Finding[] {
  const kept = reserve?.[resource] ?? 0
  const usable = capacity[resource] - kept
  if (usable < 0)
    return [
      findingAt(yaml, {
        rule: 'settings/reserve',
        pointer: `/pools/${index}/reserve/${resource}`,
        says: `The pool \`${name}\` keeps back ${kept} of ${resource}, and has ${capacity[resource]}.`,
        fix: `Write ${capacity[resource]} or less.`,
      }),
    ]
  const lent = lend?.[resource]
  if (lent === undefined || lent <= usable) return []
  return [
    findingAt(yaml, {
      rule: 'settings/lend',
      pointer: `/pools/${index}/lend/${resource}`,
      says: `The pool \`${name}\` would lend ${lent} of ${resource}, and has ${usable} besides its reserve.`,
      fix: `Write ${usable} or less, or leave it out: then everything idle is lent.`,
    }),
  ]
}
