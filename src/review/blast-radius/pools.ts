import type { Admission } from '../../capacity/admission.ts'

type PoolUse = Admission['use'][number]

/** One resource of one pool; a side is undefined where there is no such pool. */
export type PoolChange = Readonly<{
  pool: string
  resource: PoolUse['resource']
  before: Pick<PoolUse, 'claimed' | 'limit'> | undefined
  after: Pick<PoolUse, 'claimed' | 'limit'> | undefined
}>

/** Pools whose size, or what the tenants claim of it, differs. */
export function comparePools(before: readonly PoolUse[], after: readonly PoolUse[]): readonly PoolChange[] {
  const [was, is] = [byKey(before), byKey(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key): readonly PoolChange[] => {
    const [old, now] = [was.get(key), is.get(key)]
    const either = now ?? old
    if (either === undefined || (old?.claimed === now?.claimed && old?.limit === now?.limit)) return []
    return [{ pool: either.pool, resource: either.resource, before: old, after: now }]
  })
}

/** More is claimed than the pool carries, and was not before. */
export const overflows = ({ before, after }: PoolChange): boolean => isOver(after) && !isOver(before)

const isOver = (use: PoolChange['after']): boolean => use !== undefined && use.claimed > use.limit

const byKey = (use: readonly PoolUse[]): ReadonlyMap<string, PoolUse> =>
  new Map(use.map((row) => [`${row.pool} ${row.resource}`, row]))
