import { createHash } from 'node:crypto'
import { copyRows } from '../../database/copy-rows.ts'
import { observeLeftovers, type Place } from '../../database/provision.ts'
import { digestTables } from '../../database/row-lines.ts'
import type { CopiedPart } from '../../provisioning/copy.ts'
import type { Cloud } from '../../storage/cloud.ts'
import { copyObjects } from '../../storage/copy-objects.ts'
import { digestObjects, ownObjects, type Bucket } from '../../storage/own-objects.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import type { VectorPlace, VectorRecord, VectorStore } from '../../vector/store.ts'
import { bucketOf, layersOf, storeOf } from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'

/** One end of a copy. */
export type Side = Readonly<{ run: TenantRun; tenant: Tenant; cloud: Cloud | undefined }>

/** Everything a tenant has, from one to the other; each part may be done again. */
export async function copyParts(from: Side, to: Side, say: (line: string) => void): Promise<void> {
  const targets = layersOf(to.run, to.tenant)
  for (const source of layersOf(from.run, from.tenant)) {
    const target = targets.find(({ layer }) => layer === source.layer)
    if (target === undefined) throw new Error(`There is no ${layerOf(source)} to copy into.`)
    await copyRows(source, target, (table, rows) => {
      say(`  ${layerOf(source)}.${table}: ${rows} rows`)
    })
  }
  const [oldStore, newStore] = [storeOf(from.run), storeOf(to.run)]
  if (oldStore !== undefined && newStore !== undefined)
    say(`  ${newStore.kind}: ${await copyVectors(oldStore, newStore)} vectors`)
  const [oldBucket, newBucket] = [bucketIn(from), bucketIn(to)]
  if (oldBucket !== undefined && newBucket !== undefined)
    await copyObjects(oldBucket, newBucket, {
      told: (done) => {
        say(`  ${newBucket.bucket}: ${done} objects`)
      },
    })
}

/** Each over what has its id; what came with an earlier attempt, and is not there any more, goes. */
async function copyVectors(from: VectorStore, to: VectorStore): Promise<number> {
  const seen = new Set<string>()
  async function* noted(): AsyncIterable<VectorRecord> {
    for await (const record of from.records()) {
      seen.add(placeOfVector(record))
      yield record
    }
  }
  const count = await to.write(noted())
  const gone: VectorPlace[] = []
  for await (const { id, namespace } of to.records())
    if (!seen.has(placeOfVector({ id, namespace }))) gone.push({ id, ...(namespace && { namespace }) })
  if (gone.length > 0) await to.forget(gone)
  return count
}

const placeOfVector = ({
  id,
  namespace = '',
}: Readonly<{ id: VectorRecord['id']; namespace?: string | undefined }>) => JSON.stringify([namespace, id])

/** What one of them holds, read in full. */
export async function digestParts(side: Side): Promise<readonly CopiedPart[]> {
  const parts: CopiedPart[] = []
  for (const layer of layersOf(side.run, side.tenant))
    for (const { table, rows, sha256 } of await digestTables(layer))
      parts.push({ of: 'table', name: `${layerOf(layer)}.${table}`, amount: rows, sha256 })
  const store = storeOf(side.run)
  if (store !== undefined) parts.push(await digestVectors(store))
  const bucket = bucketIn(side)
  if (bucket === undefined) return parts
  const objects = await digestObjects(bucket)
  return [
    ...parts,
    ...objects.map(({ key, bytes, ...digests }): CopiedPart => ({
      of: 'object',
      name: key,
      amount: bytes,
      ...digests,
    })),
  ]
}

/** What is there already and no demo document, probe or configuration. */
export async function observeOwn(side: Side): Promise<readonly string[]> {
  const found: string[] = []
  for (const layer of layersOf(side.run, side.tenant)) {
    const { rows } = await observeLeftovers(layer)
    if (rows > 0) found.push(`${rows} rows in the layer ${layerOf(layer)}`)
    const others = (await digestTables(layer)).filter(({ table }) => !mainTables.includes(table))
    for (const { table, rows: more } of others)
      if (more > 0) found.push(`${more} rows of ${JSON.stringify(table)}`)
  }
  const vectors = (await storeOf(side.run)?.leftovers())?.vectors ?? 0
  if (vectors > 0) found.push(`${vectors} vectors`)
  const bucket = bucketIn(side)
  if (bucket !== undefined && !(await ownObjects(bucket)[Symbol.asyncIterator]().next()).done)
    found.push('objects')
  return found
}

const mainTables: readonly string[] = ['documents', 'embeddings']

const layerOf = ({ layer }: Pick<Place, 'layer'>): string => layer ?? 'database'

const bucketIn = ({ run, cloud }: Side): Bucket | undefined =>
  cloud === undefined ? undefined : { cloud, bucket: bucketOf(run) }

/** In the order of their ids, which no two stores agree on by themselves. */
async function digestVectors(store: VectorStore): Promise<CopiedPart> {
  const lines: string[] = []
  for await (const record of store.records()) lines.push(hashOf(record))
  const hash = createHash('sha256').update(lines.toSorted().join('\n'))
  return { of: 'vectors', name: store.kind, amount: lines.length, sha256: hash.digest('hex') }
}

const hashOf = ({ id, vector, payload = {} }: VectorRecord): string =>
  createHash('sha256')
    .update(JSON.stringify([id, vector, Object.entries(payload).toSorted()]))
    .digest('hex')
