import { createHash } from 'node:crypto'

/** What an approval looked at. Whatever is in here, when it changes, the approval lapses. */
export type DigestInputs = Readonly<{
  /** The changed files that seats cover, by path and git object id; undefined for a file that goes away. */
  files: readonly BlobAt[]
  /** `.github/landlord/**` in force. */
  rules: readonly BlobAt[]
}>

type BlobAt = Readonly<{ path: string; blob: string | undefined }>

/** SHA-256 (hex); the order in which files come does not matter. A rebase that changes none of this keeps it. */
export function approvalDigest({ files, rules }: DigestInputs): string {
  const canonical = JSON.stringify(['landlord/approval/v2', blobs(files), blobs(rules)])
  return createHash('sha256').update(canonical).digest('hex')
}

const blobs = (list: readonly BlobAt[]): readonly (readonly [string, string | null])[] =>
  list
    .map(({ path, blob }) => [path, blob ?? null] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
