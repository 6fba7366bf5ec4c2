import { createHash } from 'node:crypto'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { Finding } from '../tenant/finding.ts'
import { mendFile } from '../tenant/mend/mend-file.ts'
import { checkEstate, type EstateCheck, type EstateInput } from './check-estate.ts'

export type MendedEstate = Readonly<{
  /** All files, mended. */
  files: readonly EstateFile[]
  /** What is in them now that was wrong before, each as it was found. */
  mended: readonly Finding[]
  /** What stands after it. */
  check: EstateCheck
}>

/**
 * Mends what is certain in the files asked for and looks again, until nothing is left to mend: behind a mistyped key
 * there may be a mistyped value. What cannot be mended stays among the findings.
 */
export function mendEstate(
  { files, on }: EstateInput,
  isNamed: (path: string) => boolean = () => true,
): MendedEstate {
  let current = files
  const mended: Finding[] = []
  for (let round = 0; ; round += 1) {
    const check = checkEstate({ files: current, on })
    const wanted = check.findings.filter(({ file, mend }) => mend !== undefined && isNamed(file))
    if (wanted.length === 0 || round === maxRounds) return { files: current, mended, check }
    current = current.map((file) => {
      const result = mendFile(
        file,
        wanted.filter((finding) => finding.file === file.path),
      )
      if (result === undefined) return file
      mended.push(...result.done)
      return { ...file, bytes: result.bytes, size: result.bytes.length, blob: blobId(result.bytes) }
    })
  }
}

/** Two are usual: typos, then what they hid. */
const maxRounds = 10

/** Git's own id of a content. */
const blobId = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
