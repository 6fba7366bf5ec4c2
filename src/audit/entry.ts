import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** One line of an estate's audit chain. Personal data and free words are in it only as digests (see `digest.ts`). */
export type Entry = Readonly<{
  /** From 0, without a gap. */
  seq: number
  /** ISO 8601, by the clock of the process that wrote it. */
  at: string
  kind: 'decided' | 'withdrawn' | 'break-glass' | 'operation' | 'erased' | 'moved'
  /** The tenant it is about, where it is one. */
  tenant: string | null
  body: Readonly<Record<string, unknown>>
  /** `hash` of the entry before, SHA-256 in hex; 64 zeros before the first. */
  previous: string
  hash: string
}>

export const beforeTheFirst = '0'.repeat(64)

/** The same on every machine, whoever writes it down (RFC 8785). */
export function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('Only what JSON can hold is kept in the audit chain.')
  return text
}

/** SHA-256 (hex) over everything in it but the hash itself. */
export function hashOf({ seq, at, kind, tenant, body, previous }: Omit<Entry, 'hash'>): string {
  return sha256(canonical({ seq, at, kind, tenant, body, previous }))
}

/** The entry that follows, or the first one. */
export function nextEntry(
  last: Pick<Entry, 'seq' | 'hash'> | undefined,
  about: Pick<Entry, 'at' | 'kind' | 'tenant' | 'body'>,
): Entry {
  // As it will come back from the database or a file: without what JSON leaves out.
  const body = JSON.parse(canonical(about.body)) as Entry['body']
  const entry = { ...about, body, seq: (last?.seq ?? -1) + 1, previous: last?.hash ?? beforeTheFirst }
  return { ...entry, hash: hashOf(entry) }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
