import { dimensions } from '../verification/vector-probe.ts'
import type { TenantId } from '../tenant/tenant.ts'
import { namespaceOf, ours, probes } from './names.ts'
import type { Account } from './pinecone-admin.ts'
import { openIndex, type IndexPlace } from './pinecone-calls.ts'
import { pineconeKeys } from './pinecone-keys.ts'
import { addressIn, isTenants, keyNames, openPlaces, type Borrowed, type Places } from './pinecone-place.ts'
import { pineconeForget, pineconeRecords, pineconeWrite } from './pinecone-records.ts'
import { operate, sessionOf } from './pinecone-session.ts'
import { NoAnswerError, type VectorStore } from './store.ts'

type Wanted = Readonly<{
  tenant: TenantId
  place: IndexPlace
  /** How long something may take that Pinecone does in its own time. */
  patienceMs: number
}>

/**
 * A tenant's project in Pinecone, with one serverless index and one key: a key opens a whole project, so a project is the
 * smallest thing that keeps tenants apart.
 */
export function pineconeStore(account: Account, { tenant, place, patienceMs }: Wanted): VectorStore {
  const own = namespaceOf(tenant)
  const places = openPlaces(account, patienceMs)
  const subject = { places, own, place }
  return {
    kind: 'pinecone',
    own,
    address: async () => {
      const address = await places.addressOf(own)
      if (address === undefined) throw new NoAnswerError(`Pinecone has no index in a project ${own}.`)
      return address
    },
    up: async () => {
      for (const name of [own, ours.other]) await places.ensure(name, place)
    },
    down: () => places.remove(own),
    structure: () => observeStructure(subject),
    leftovers: async () => {
      const [project] = await places.find(own)
      if (project === undefined) return { namespace: false, vectors: 0, keys: 0 }
      const keys = (await places.admin.keys(project.id)).filter(isTenants).length
      const vectors = await places.lend(project.id, (borrowed) => countVectors(places, borrowed))
      return { namespace: true, vectors, keys }
    },
    records: () => pineconeRecords(places, own),
    write: (records) => pineconeWrite(places, own, records),
    forget: (records) => pineconeForget(places, own, records),
    keys: pineconeKeys(places, own),
    operate: (work) => operate(subject, work),
    as: (key) => sessionOf(subject, () => Promise.resolve(key)),
  }
}

async function countVectors({ api }: Places, { key, index }: Borrowed): Promise<number> {
  let count = 0
  if (index === undefined) return count
  for await (const { name, record_count: held = 0 } of openIndex(addressIn(index, api), key).namespaces())
    if (name !== probes.namespace) count += held
  return count
}

type Subject = Readonly<{ places: Places; own: string; place: IndexPlace }>

async function observeStructure({ places, own, place }: Subject) {
  const [project, ...more] = await places.find(own)
  const keys = project === undefined ? [] : await places.admin.keys(project.id)
  const index = project && (await places.lend(project.id, (borrowed) => Promise.resolve(borrowed.index)))
  const { cloud, region } = index?.spec?.serverless ?? {}
  return [
    {
      expects: 'The tenant has a project of its own in Pinecone, and no second one.',
      holds: project !== undefined && more.length === 0,
    },
    {
      expects: `Its index holds vectors of ${dimensions} numbers, compared by cosine.`,
      holds: index?.dimension === dimensions && index.metric === 'cosine',
    },
    {
      expects: `Its index is serverless, in ${place.region} (${place.cloud}).`,
      holds: cloud === place.cloud && region === place.region,
    },
    { expects: 'Pinecone calls it ready.', holds: index?.status?.ready === true },
    { expects: 'The tenant has one key at most.', holds: keys.filter(isTenants).length <= 1 },
    {
      expects: 'Nobody else has a key to the project.',
      holds: keys.every((key) => isTenants(key) || key.name.startsWith(keyNames.operator)),
    },
  ]
}
