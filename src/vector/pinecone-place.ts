import { dimensions } from '../verification/vector-probe.ts'
import { probes } from './names.ts'
import { openAdmin, type Account, type Admin, type ProjectKey } from './pinecone-admin.ts'
import { openIndex, openProject, type Index, type IndexPlace } from './pinecone-calls.ts'
import { granted, NoAnswerError } from './store.ts'
import { until } from './until.ts'

/** The one index of each project. */
const indexName = 'vectors'

/** Names of keys: the operator's, which are lent, and the tenant's. Nobody else's belongs into a project. */
export const keyNames = { operator: 'landlord-operator', tenant: 'landlord-tenant' } as const

export const isTenants = ({ name }: ProjectKey): boolean => name.startsWith(keyNames.tenant)

/** The operator's own key to one project, to be given back; with it, the project's index as it is. */
export type Borrowed = Readonly<{ key: string; index: Index | undefined; giveBack: () => Promise<void> }>

export type Places = ReturnType<typeof openPlaces>

/** Projects with their index, by name. The service account opens no index: for that it makes itself a key, for a while. */
export function openPlaces(account: Account, patienceMs: number) {
  const { api } = account
  const admin = openAdmin(account)
  const addresses = new Map<string, string>()
  const find = async (name: string) => (await admin.projects()).filter((project) => project.name === name)

  const borrow = async (project: string): Promise<Borrowed> => {
    const name = `${keyNames.operator} ${new Date().toISOString()}`
    const { id, value: key } = await admin.createKey(project, name, 'ProjectEditor')
    const giveBack = () => admin.deleteKey(id)
    try {
      const indexes = await until('a new key was not taken', patienceMs, async () => {
        const answer = await openProject(api, key).list()
        return answer.said === 'yes' && answer.value
      })
      return { key, giveBack, index: indexes.find((index) => index.name === indexName) }
    } catch (error) {
      await giveBack()
      throw error
    }
  }
  const lend = async <T>(project: string, work: (borrowed: Borrowed) => Promise<T>): Promise<T> => {
    const borrowed = await borrow(project)
    try {
      return await work(borrowed)
    } finally {
      await borrowed.giveBack()
    }
  }
  const idOf = async (name: string): Promise<string> => {
    const [project] = await find(name)
    if (project === undefined) throw new NoAnswerError(`Pinecone has no project ${name}.`)
    return project.id
  }
  return {
    ...{ api, admin, patienceMs, find, idOf, lend },
    borrow: async (name: string) => borrow(await idOf(name)),
    /** Where the index of the project of that name is reached; undefined = there is none. */
    addressOf: async (name: string): Promise<string | undefined> => {
      const known = addresses.get(name)
      const [project] = known === undefined ? await find(name) : []
      if (project === undefined) return known
      const index = await lend(project.id, (borrowed) => Promise.resolve(borrowed.index))
      if (index === undefined) return undefined
      addresses.set(name, addressIn(index, api))
      return addresses.get(name)
    },
    ensure: async (name: string, place: IndexPlace): Promise<void> => {
      const project = await ensureProject(admin, name)
      await sweepKeys(admin, project)
      await lend(project, async ({ key }) => {
        const index = await ensureIndex(openProject(api, key), place, patienceMs)
        addresses.set(name, addressIn(index, api))
        await sweepProbes(addressIn(index, api), key)
      })
    },
    remove: async (name: string): Promise<void> => {
      for (const { id } of await find(name)) {
        await lend(id, ({ key }) => removeIndexes(openProject(api, key), patienceMs))
        // Its keys go with it.
        await admin.deleteProject(id)
      }
      addresses.delete(name)
      await until(`project ${name} did not go`, patienceMs, async () => (await find(name)).length === 0)
    },
  }
}

/** Pinecone names a host; a key goes to no other than its own. */
export function addressIn({ host }: Index, api: string): string {
  const { protocol, hostname } = new URL(api)
  const { hostname: named, origin } = new URL(`${protocol}//${host}`)
  const own = hostname.split('.').slice(-2).join('.')
  if (named !== hostname && !named.endsWith(`.${own}`))
    throw new NoAnswerError(`Pinecone names the host ${named}, which is none of ${own}.`)
  return origin
}

/** Two that were made at once become one again: all who look agree on the older. */
async function ensureProject(admin: Admin, name: string): Promise<string> {
  const named = async () => (await admin.projects()).filter((project) => project.name === name)
  if ((await named()).length === 0) await admin.createProject(name)
  const [first, ...younger] = await named()
  if (first === undefined) throw new NoAnswerError(`Pinecone made no project ${name}.`)
  // One that somebody filled is not deleted: Pinecone refuses, and says so.
  for (const { id } of younger) await admin.deleteProject(id)
  return first.id
}

const hour = 3600

/** Keys that were lent and never given back, since who lent them was killed; their names say when that was to be. */
async function sweepKeys(admin: Admin, project: string): Promise<void> {
  for (const { id, name } of await admin.keys(project)) {
    const [, day = ''] = /^landlord-.* (\S+)$/.exec(name) ?? []
    if (Date.parse(day) < Date.now() - hour * 1000) await admin.deleteKey(id)
  }
}

type Project = ReturnType<typeof openProject>

async function ensureIndex(project: Project, place: IndexPlace, patienceMs: number): Promise<Index> {
  if ((await project.describe(indexName)) === undefined)
    granted(await project.create(indexName, dimensions, place))
  return until('the index was not ready', patienceMs, async () => {
    const index = await project.describe(indexName)
    return index?.status?.ready === true && index
  })
}

/** What a look that was killed left behind; that of the last hour may be another's that goes on. */
async function sweepProbes(address: string, key: string): Promise<void> {
  const filter = { [probes.mark]: { $lt: Math.floor(Date.now() / 1000) - hour } }
  const swept = await openIndex(address, key).remove(probes.namespace, { filter })
  // Nobody looked yet.
  if (swept.said !== 'missing') granted(swept)
}

async function removeIndexes(project: Project, patienceMs: number): Promise<void> {
  for (const { name } of granted(await project.list())) {
    const dropped = await project.drop(name)
    if (dropped.said !== 'missing') granted(dropped)
  }
  await until('an index did not go', patienceMs, async () => granted(await project.list()).length === 0)
}
