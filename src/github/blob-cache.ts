/**
 * File contents by object id, shared by the whole process and bounded in bytes. The repository is part of the
 * key and every answer is a copy, so nothing of one estate, nor a slip of one evaluation, shows in another.
 */
export type BlobCache = Readonly<{
  get: (repository: string, blob: string) => Uint8Array | undefined
  set: (repository: string, blob: string, bytes: Uint8Array) => void
}>

/** 10 000 tenant files of 2 KiB take 20 MiB. */
const defaultBytes = 64 * 1024 * 1024

export function blobCache(maxBytes = defaultBytes): BlobCache {
  // A Map keeps insertion order: the first key is the one not used for longest.
  const kept = new Map<string, Uint8Array>()
  let total = 0
  return {
    get: (repository, blob) => {
      const key = keyOf(repository, blob)
      const bytes = kept.get(key)
      if (bytes === undefined) return undefined
      kept.delete(key)
      kept.set(key, bytes)
      return bytes.slice()
    },
    set: (repository, blob, bytes) => {
      const key = keyOf(repository, blob)
      if (kept.has(key) || bytes.length > maxBytes) return
      kept.set(key, bytes.slice())
      total += bytes.length
      for (const [oldest, { length }] of kept) {
        if (total <= maxBytes) break
        kept.delete(oldest)
        total -= length
      }
    },
  }
}

/** GitHub compares owner and name without case. */
const keyOf = (repository: string, blob: string): string => `${repository.toLowerCase()}:${blob}`
