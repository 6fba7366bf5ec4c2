import type { JudgedTenant } from '../../review/check-estate.ts'
import type { TenantCheck } from '../../review/check-tenant.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'
import { tenantPath } from '../../tenant/layout.ts'

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

/** What thousands of tenants have alike, written once: all but what there is to say, and the id, which is in the path. */
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
      const kind = JSON.stringify({ ...rest, drawing: rest.drawing && { ...rest.drawing, id: '' } })
      const number = numbers.get(kind) ?? numbers.size
      numbers.set(kind, number)
      return findings.length === 0
        ? [path, blob, mode, stamp, number]
        : [path, blob, mode, stamp, number, findings]
    },
    kinds: () => [...numbers.keys()].map((kind) => JSON.parse(kind) as Kind),
  }
}

export function unpackTenant(
  [path, blob, mode, , kind, findings = []]: PackedTenant,
  kinds: readonly Kind[],
): JudgedTenant | undefined {
  const alike = kinds[kind]
  if (alike === undefined) return undefined
  const { drawing } = alike
  const check = { ...alike, findings, drawing: drawing && { ...drawing, id: idIn(path) } }
  return { blob, mode, check }
}

const [before = '', behind = ''] = tenantPath('*').split('*')
const idIn = (path: string): string => path.slice(before.length, -behind.length)
