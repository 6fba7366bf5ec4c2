import type { EstateFile } from '../tenant/estate-file.ts'
import type { Deployed } from './deployed.ts'

/** The files of the tenants that stand in another way than those given, or are not among them. */
export const deployedFiles = (
  deployed: readonly Deployed[],
  others: readonly EstateFile[],
): readonly EstateFile[] =>
  deployed
    .filter(({ file, blob }) => !others.some((other) => other.path === file && other.blob === blob))
    .map(({ file, blob, source }) => {
      const bytes = new TextEncoder().encode(source)
      return { path: file, blob, mode: '100644', size: bytes.length, bytes }
    })
