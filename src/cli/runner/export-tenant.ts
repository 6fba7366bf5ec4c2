import { countRows, exportRows } from '../../database/export-rows.ts'
import { loadConfigurations } from '../../database/configurations.ts'
import { exportTenant, type ExportIO } from '../../flows/export-tenant.ts'
import type { Manifest, ManifestFile } from '../../provisioning/manifest.ts'
import { listObjects, readObject } from '../../storage/bucket-objects.ts'
import type { Cloud } from '../../storage/cloud.ts'
import type { Tenant, TenantId } from '../../tenant/tenant.ts'
import type { VectorRecord } from '../../vector/store.ts'
import { refused } from './apply-tenant.ts'
import { exportPlace, type ExportPlace } from './export-place.ts'
import { runCommand } from '../run-command.ts'
import type { RunOptions } from '../run-options.ts'
import { suspend } from './suspend-tenant.ts'
import { bucketOf, cloudOf, layersOf, placeOf, storeOf } from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'

export async function exportCommand(id: TenantId, options: RunOptions): Promise<void> {
  await runCommand({ id, action: 'export', options }, async (run, report) => {
    const { tenant } = run
    if (tenant === undefined) return refused(run)
    const cloud = cloudOf(run, tenant)
    try {
      const place = exportPlace(run, options.operation, cloud)
      const io = exportIO({ run, tenant, cloud, place, operation: options.operation })
      return await exportTenant({ isRetired: tenant.lifecycle.state === 'retired' }, report, io)
    } finally {
      cloud?.close()
    }
  })
}

type Subject = Readonly<{
  run: TenantRun
  tenant: Tenant
  cloud: Cloud | undefined
  place: ExportPlace
  operation: string
}>

const exportIO = (subject: Subject): ExportIO => ({
  // Nothing may come into what was exported: configuring the tenant again opens it anew.
  close: () => suspend(subject.run, subject.tenant, { cloud: subject.cloud, mode: 'hold' }),
  clear: subject.place.clear,
  write: () => writeAll(subject),
  digest: subject.place.digest,
  saveManifest: (files) => subject.place.saveManifest(manifestOf(subject, files)),
  place: subject.place.name,
})

const manifestOf = ({ run, operation }: Subject, files: readonly ManifestFile[]): Manifest => ({
  ...{ apiVersion: 'landlord/v1', kind: 'TenantExport', tenant: run.id, operation, sha: run.sha },
  madeAt: new Date().toISOString(),
  files,
})

export async function countAll(run: TenantRun, tenant: Tenant): Promise<Readonly<Record<string, number>>> {
  const counts = await Promise.all(layersOf(run, tenant).map((layer) => countRows(layer)))
  const stored = await storeOf(run)?.leftovers()
  const vectors = stored?.namespace === true ? { [storedVectors]: stored.vectors } : {}
  return Object.assign(vectors, ...counts) as Readonly<Record<string, number>>
}

/** The file of vectors that are not in PostgreSQL. */
const storedVectors = 'vectors.jsonl'

async function writeAll({ run, tenant, cloud, place }: Subject): Promise<readonly ManifestFile[]> {
  const files: ManifestFile[] = []
  for (const layer of layersOf(run, tenant))
    await exportRows(layer, async ({ file }, lines) => {
      files.push(await place.write(file, lines))
    })
  const store = storeOf(run)
  if (store !== undefined) files.push(await place.write(storedVectors, linesOf(store.records())))
  const configurations = await loadConfigurations(placeOf(run, tenant), run.id)
  files.push(await place.write('configuration.json', once(JSON.stringify(configurations, undefined, 2))))
  files.push(await place.write('tenant.yaml', once(run.tenantText)))
  if (cloud === undefined) return files
  let count = 0
  for await (const { key } of listObjects(cloud, bucketOf(run))) {
    const body = await readObject(cloud, bucketOf(run), key)
    // A key may be anything at all, a path that leads elsewhere too: it stays in the manifest.
    files.push({ ...(await place.write(`objects/${++count}`, body as AsyncIterable<Uint8Array>)), key })
  }
  return files
}

async function* linesOf(records: AsyncIterable<VectorRecord>): AsyncIterable<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of one part
async function* once(text: string): AsyncIterable<string> {
  yield text
}
