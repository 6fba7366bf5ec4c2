import type { OperationId } from './result.ts'

/** What an export holds, file by file; its own SHA-256 is what the registry keeps. */
export type Manifest = Readonly<{
  apiVersion: 'landlord/v1'
  kind: 'TenantExport'
  tenant: string
  operation: OperationId
  /** The commit whose tenant file said that the tenant is retired. */
  sha: string
  /** ISO 8601. */
  madeAt: string
  files: readonly ManifestFile[]
}>

export type ManifestFile = Readonly<{
  /** Relative to the manifest. */
  path: string
  bytes: number
  /** In hex. */
  sha256: string
  /** Of a table: lines, one row each. */
  rows?: number
  /** Of an object: its key in the bucket. */
  key?: string
}>

/** Why this manifest speaks for another export; undefined = it is the one. */
export function mismatchOf(
  manifest: Manifest,
  wanted: Readonly<{ tenant: string; operation: OperationId }>,
): string | undefined {
  if (manifest.tenant !== wanted.tenant) return `it is of the tenant ${manifest.tenant}`
  return manifest.operation === wanted.operation ? undefined : `it is of the operation ${manifest.operation}`
}

/** Tables that hold another number of rows now than they did when they were exported. */
export function changedSince(manifest: Manifest, now: Readonly<Record<string, number>>): readonly string[] {
  const then = new Map(
    manifest.files.flatMap(({ path, rows }) => (rows === undefined ? [] : [[path, rows] as const])),
  )
  return Object.entries(now).flatMap(([path, rows]) =>
    then.get(path) === rows
      ? []
      : [`${path} has ${rows} rows, and ${then.get(path) ?? 'none'} when exported`],
  )
}
