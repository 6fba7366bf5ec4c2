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

/** What a tenant has now: rows by file of the export, and its objects. */
export type Holdings = Readonly<{
  rows: Readonly<Record<string, number>>
  objects: readonly Readonly<{ key: string; bytes: number }>[]
}>

/**
 * What is there now and the export does not hold: tables with another number of rows, objects that came or changed
 * since. Objects are counted, for a key may tell of a person.
 */
export function changedSince(manifest: Manifest, now: Holdings): readonly string[] {
  const then = new Map(
    manifest.files.flatMap(({ path, rows }) => (rows === undefined ? [] : [[path, rows] as const])),
  )
  const tables = Object.entries(now.rows).flatMap(([path, rows]) =>
    // None at all: an earlier attempt of the purge came that far.
    rows === 0 || then.get(path) === rows
      ? []
      : [`${path} has ${rows} rows, and ${then.get(path) ?? 'none'} when exported`],
  )
  const held = new Map(manifest.files.flatMap(({ key, bytes }) => (key === undefined ? [] : [[key, bytes]])))
  const others = now.objects.filter(({ key, bytes }) => held.get(key) !== bytes).length
  return others === 0 ? tables : [...tables, `${others} objects came, or changed in size, since`]
}
