import type { JudgedTenant } from '../../review/check-estate.ts'
import type { TenantCheck } from '../../review/check-tenant.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'

/**
 * What is kept of one tenant: path, content, mode, what the disk said of the file (`''`: read it again), number of its
 * kind, and what there was to say, if anything.
 */
export type PackedTenant = readonly [
  path: string,
  blob: string,
  mode: EstateFile['mode'],
  stamp: string,
  kind: number,
  findings?: TenantCheck['findings'],
]

/** What thousands of tenants have alike, written once: all but what there is to say. */
export type Kind = Omit<TenantCheck, 'findings'>

/** Tenants packed one after another; a kind that is new comes behind the ones that are known. */
export type Packer = Readonly<{
  pack: (file: EstateFile, check: TenantCheck, stamp: string) => PackedTenant
  kinds: () => readonly Kind[]
}>

export function packer(known: readonly Kind[]): Packer {
  const numbers = new Map(known.map((kind, number) => [JSON.stringify(kind), number]))
  return {
    pack: ({ path, blob, mode }, { findings, ...rest }, stamp) => {
      const kind = JSON.stringify(rest)
      const number = numbers.get(kind) ?? numbers.size
      numbers.set(kind, number)
      return findings.length === 0
        ? [path, blob, mode, stamp, number]
        : [path, blob, mode, stamp, number, findings]
    },
    kinds: () => [...numbers.keys()].map((kind) => JSON.parse(kind) as Kind),
  }
}

export function unpacker(kinds: readonly Kind[]): (packed: PackedTenant) => JudgedTenant | undefined {
  // One for all of whom nothing is to be said, which is nearly all.
  const silent = kinds.map((kind): TenantCheck => ({ ...kind, findings: [] }))
  return ([, blob, mode, , kind, findings]) => {
    const check = silent[kind]
    return check && { blob, mode, check: findings === undefined ? check : { ...check, findings } }
  }
}
