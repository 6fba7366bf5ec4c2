import type { OperationId } from './result.ts'

/** Where a tenant's data was copied to, beside the state of the one it comes from; schemas/copy.schema.json. */
export type TenantCopy = Readonly<{
  apiVersion: 'landlord/v1'
  kind: 'TenantCopy'
  from: string
  to: string
  operation: OperationId
  /** The commit whose tenant file said so. */
  sha: string
  /** ISO 8601. */
  begunAt: string
  /** ISO 8601, when both were read in full and held the same; absent = they have not yet. */
  provenAt?: string
  /** What both held then. */
  parts?: readonly CopiedPart[]
}>

/** A table, all the vectors of a store, or an object. */
export type CopiedPart = Readonly<{
  of: 'table' | 'vectors' | 'object'
  /** `database.documents`, the store's kind, or the object's key. */
  name: string
  /** Rows, vectors, or bytes. */
  amount: number
  /** In hex; whose it is, is left out of what is hashed. */
  sha256: string
  /** Of an object: type, metadata and tags, hashed. */
  beside?: string
}>

/** Where the two differ, in words. Objects are counted, for a key may tell of a person. */
export function differencesOf(from: readonly CopiedPart[], to: readonly CopiedPart[]): readonly string[] {
  const [here, there] = [byName(from), byName(to)]
  const differ = [...new Set([...here.keys(), ...there.keys()])].filter(
    (name) => !isSame(here.get(name), there.get(name)),
  )
  const objects = differ.filter((name) => (here.get(name) ?? there.get(name))?.of === 'object').length
  const others = differ.flatMap((name) => {
    const part = here.get(name) ?? there.get(name)
    if (part === undefined || part.of === 'object') return []
    const nouns = { table: 'rows', vectors: 'vectors' } as const
    const [was, is] = [here.get(name)?.amount ?? 0, there.get(name)?.amount ?? 0]
    const counted = was === is ? 'as many, and not the same' : `${was} there, ${is} here`
    return [`${nouns[part.of]} of ${JSON.stringify(part.name)} (${counted})`]
  })
  return objects === 0 ? others : [...others, `${objects} objects`]
}

const byName = (parts: readonly CopiedPart[]): ReadonlyMap<string, CopiedPart> =>
  new Map(parts.map((part) => [`${part.of} ${part.name}`, part]))

/** A table that only one of them has is the same as one without a row. */
const isSame = (one: CopiedPart | undefined, other: CopiedPart | undefined): boolean =>
  one === undefined || other === undefined
    ? (one ?? other)?.of !== 'object' && (one ?? other)?.amount === 0
    : one.sha256 === other.sha256 && one.amount === other.amount && one.beside === other.beside
