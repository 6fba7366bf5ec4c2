import { approvalDigest } from '../approvals/digest.ts'
import type { Binding } from '../approvals/opinions.ts'
import type { Seat } from '../approvals/seat.ts'
import type { ReviewInput } from './input.ts'

/** What the approvals of these seats look at, now and at the commits that were approved before. */
export function bindApprovals(
  seats: readonly Seat[],
  { input, basis }: Readonly<{ input: ReviewInput; basis: string }>,
): Binding {
  const covered = new Set(seats.flatMap(({ files }) => files))
  const files = input.files.filter(({ path }) => covered.has(path))
  const digestOf = (blobAt: (path: string) => string | undefined) =>
    approvalDigest({
      files: files.map(({ path }) => ({ path, blob: blobAt(path) })),
      rules: input.rules,
      cost: [basis],
    })
  const now = new Map(files.map(({ path, after }) => [path, after?.blob]))
  return {
    digest: digestOf((path) => now.get(path)),
    headSha: input.pull?.headSha ?? '',
    digestAt: Object.fromEntries(
      Object.entries(input.reviewed).map(([sha, blobs]) => [
        sha,
        digestOf((path) => (Object.hasOwn(blobs, path) ? blobs[path] : undefined)),
      ]),
    ),
  }
}
