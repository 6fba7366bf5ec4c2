import type { EstateFile } from '../estate-file.ts'
import type { Finding } from '../finding.ts'
import { applyMends } from './mend.ts'

export type MendedFile = Readonly<{
  bytes: Uint8Array
  /** Those whose mends are in. */
  done: readonly Finding[]
}>

/** Applies what the findings of one file carry; every byte outside the edits stays. Undefined: nothing to do. */
export function mendFile(file: EstateFile, findings: readonly Finding[]): MendedFile | undefined {
  if (file.bytes === undefined) return undefined
  const mendable = findings.filter(({ mend }) => mend !== undefined)
  if (mendable.length === 0) return undefined
  const { text, done } = applyMends(
    new TextDecoder().decode(file.bytes),
    mendable.map(({ mend = [] }) => mend),
  )
  const marked = byteOrderMark.every((byte, index) => file.bytes?.[index] === byte)
  return {
    bytes: Uint8Array.from([...(marked ? byteOrderMark : []), ...new TextEncoder().encode(text)]),
    done: mendable.filter((_, index) => done[index]),
  }
}

const byteOrderMark: readonly number[] = [0xef, 0xbb, 0xbf]
