import type { Vector } from '../verification/vector-probe.ts'

/** What a store said: it did it; it knows who asks and will not; there is no such thing. Anything else throws. */
export type Answer<T> =
  Readonly<{ said: 'yes'; value: T }> | Readonly<{ said: 'no'; why: string }> | Readonly<{ said: 'missing' }>

/** One namespace, seen with somebody's key. */
type Namespace = Readonly<{
  /** Points that carry the mark of a probe, so that they never count as the tenant's. */
  plant: (vectors: readonly Vector[]) => Promise<Answer<undefined>>
  /** Ids of the nearest by cosine, nearest first. */
  nearest: (query: readonly number[], k: number) => Promise<Answer<readonly string[]>>
  remove: (ids: readonly string[]) => Promise<Answer<undefined>>
}>

/** A vector as it is kept, in the shape that an export writes and a copy reads, whichever store it was in. */
export type VectorRecord = Readonly<{
  id: string | number
  vector: readonly number[]
  payload?: Readonly<Record<string, unknown>>
  /** Where a tenant's place has parts, as Pinecone's has namespaces: which; absent = none that has a name. */
  namespace?: string
}>

/** Which vector: an id may be in several namespaces. */
export type VectorPlace = Pick<VectorRecord, 'id' | 'namespace'>

/** Whoever holds a key, and what it opens. `namespace` may be any, others' too: the store is to refuse. */
export type Session = Readonly<{
  namespace: (name: string) => Namespace
  /** Names of the namespaces that can be seen. */
  list: () => Promise<Answer<readonly string[]>>
  create: (name: string) => Promise<Answer<undefined>>
  drop: (name: string) => Promise<Answer<undefined>>
}>

/** Reading only, or writing too. */
export type KeyAccess = 'read' | 'write'

/** One tenant's place in a store of vectors outside PostgreSQL. */
export type VectorStore = Readonly<{
  kind: 'qdrant' | 'pinecone'
  /** Where the platform finds it, without a key. */
  address: () => Promise<string>
  /** The tenant's namespace. */
  own: string
  /** Makes the namespace, or finds it there: as often as one likes. */
  up: () => Promise<void>
  /** Removes it, its vectors and its keys; nothing to remove is fine. */
  down: () => Promise<void>
  /** Whether it is as `up` makes it; Terraform's plan cannot see it. */
  structure: () => Promise<readonly Readonly<{ expects: string; holds: boolean }>[]>
  /** What is left of it; probes do not count as vectors. */
  leftovers: () => Promise<Readonly<{ namespace: boolean; vectors: number; keys: number }>>
  /** Every vector of the tenant's, page by page; probes are none of them. */
  records: () => AsyncIterable<VectorRecord>
  /** Takes them in, each over what has its id; gives how many there were. */
  write: (records: AsyncIterable<VectorRecord>) => Promise<number>
  /** Removes those, where they are there. */
  forget: (records: readonly VectorPlace[]) => Promise<void>
  keys: Keys
  /** Lends the operator's rights for as long as the work takes. */
  operate: <T>(work: (operator: Session) => Promise<T>) => Promise<T>
  /** Undefined: with no key at all. */
  as: (key: string | undefined) => Session
}>

/** A tenant has one key at a time, and only while it is listed does the store take it. */
export type Keys = Readonly<{
  /** Takes back what there was. `until`: for so long only. */
  mint: (access: KeyAccess, until?: Date) => Promise<string>
  works: (key: string, access: KeyAccess) => Promise<boolean>
  revoke: () => Promise<void>
  /** What the key that is listed may do. */
  observe: () => Promise<KeyAccess | 'nothing'>
  /** One that nobody signed who may. */
  forge: () => Promise<string>
}>

export const yes = <T>(value: T): Answer<T> => ({ said: 'yes', value })

/** Of the operator, who is never refused anything. */
export function granted<T>(answer: Answer<T>): T {
  if (answer.said === 'yes') return answer.value
  throw new NoAnswerError(`The store of vectors fails its operator: ${wordsOf(answer)}.`)
}

export const wordsOf = (answer: Exclude<Answer<unknown>, Readonly<{ said: 'yes' }>>): string =>
  answer.said === 'no' ? `it refuses (${answer.why})` : 'there is no such namespace'

/** A store that did not answer, or with what is no answer: nothing was learnt of any property. */
export class NoAnswerError extends Error {}
