import type { Stats } from 'node:fs'
import type { KnownFiles } from '../git/working-tree.ts'
import { cacheFile } from './runner/cache-file.ts'

/** What the files of an estate held when they were last read, by what the disk says of them: git's index does the same. */
export function loadFileStamps(repo: string, now: number): KnownFiles & Readonly<{ save: () => void }> {
  const file = cacheFile('files', repo)
  const before = new Map(Object.entries((file.read(form) ?? {}) as Stamps))
  const after: Record<string, Stamp> = {}
  let isNew = false
  return {
    blobOf: (path, stat) => {
      const stamp = before.get(path)
      if (stamp?.[0] !== stampOf(stat)) return undefined
      after[path] = stamp
      return stamp[1]
    },
    learn: (path, stat, blob) => {
      isNew = true
      // Written just now, it may be written again with nothing to tell the two apart.
      if (Math.max(stat.mtimeMs, stat.ctimeMs) < now - settled) after[path] = [stampOf(stat), blob()]
    },
    save: () => {
      if (isNew || Object.keys(after).length !== before.size) file.save(form, after)
    },
  }
}

type Stamps = Readonly<Record<string, Stamp>>
type Stamp = readonly [stamp: string, blob: string]

/** The time of the last change of the inode is nobody's to set, other than that of the content. */
const stampOf = ({ dev, ino, size, mode, mtimeMs, ctimeMs }: Stats): string =>
  `${dev} ${ino} ${size} ${mode} ${mtimeMs} ${ctimeMs}`

/** Milliseconds: the coarsest clock of a file system in use, FAT's. */
const settled = 2_000

const form = '1'
