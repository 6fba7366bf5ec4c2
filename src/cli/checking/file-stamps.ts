import type { FileStat, KnownFiles } from '../../git/working-tree.ts'
import type { PackedTenant } from './packed-memory.ts'

/** Of each file that was read, what the disk said of it; `''` where it may change with the disk saying the same. */
export type FileStamps = KnownFiles & Readonly<{ learnt: ReadonlyMap<string, string> }>

/** What the files of an estate held when they were last read, by what the disk says of them: git's index does the same. */
export function fileStamps(known: (path: string) => PackedTenant | undefined, now: Date): FileStamps {
  const learnt = new Map<string, string>()
  const settledBefore = now.getTime() - settled
  return {
    learnt,
    blobOf: (path, stat) => {
      const [, blob, , stamp] = known(path) ?? []
      return stamp === stampOf(stat) ? blob : undefined
    },
    learn: (path, stat) => {
      // Written just now, it may be written again with nothing to tell the two apart.
      learnt.set(path, Math.max(stat.mtimeMs, stat.ctimeMs) < settledBefore ? stampOf(stat) : '')
    },
  }
}

/** The time of the last change of the inode is nobody's to set, other than that of the content. */
const stampOf = ({ dev, ino, size, mode, mtimeMs, ctimeMs }: FileStat): string =>
  `${dev} ${ino} ${size} ${mode} ${mtimeMs} ${ctimeMs}`

/** Milliseconds: the coarsest clock of a file system in use, FAT's. */
const settled = 2_000
