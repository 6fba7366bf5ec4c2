import { dimensions } from '../verification/vector-probe.ts'
import { probes } from './names.ts'
import { projectsSeenWith } from './pinecone-admin.ts'
import { openIndex, openProject, type IndexPlace, type VectorIndex } from './pinecone-calls.ts'
import type { Borrowed, Places } from './pinecone-place.ts'
import { isFound } from './pinecone-records.ts'
import { yes, type Answer, type Session } from './store.ts'
import { until } from './until.ts'

type Subject = Readonly<{ places: Places; own: string; place: IndexPlace }>

/** What can be done in the project of a name, with the key that `keyFor` gives for it. */
export function sessionOf(
  { places, own, place }: Subject,
  keyFor: (project: string) => Promise<string | undefined>,
): Session {
  const { api, patienceMs } = places
  const inIndex = async <T>(
    name: string,
    work: (index: VectorIndex) => Promise<Answer<T>>,
  ): Promise<Answer<T>> => {
    const address = await places.addressOf(name)
    return address === undefined ? { said: 'missing' } : work(openIndex(address, await keyFor(name)))
  }
  const project = async () => openProject(api, await keyFor(own))
  return {
    namespace: (name) => ({
      plant: (vectors) =>
        inIndex(name, async (index) => {
          const metadata = { [probes.mark]: Math.floor(Date.now() / 1000) }
          const points = vectors.map(({ id, numbers }) => ({ id, values: numbers, metadata }))
          const planted = await index.upsert(probes.namespace, points)
          const [point] = points.slice(-1)
          if (planted.said !== 'yes' || point === undefined) return done(planted)
          const written = { name: probes.namespace, point, lsn: planted.value.lsn }
          await until('what was written could not be found', patienceMs, () => isFound(index, written))
          return yes(undefined)
        }),
      nearest: (query, limit) =>
        inIndex(name, async (index) => {
          const found = await index.query(probes.namespace, query, limit)
          return found.said === 'yes' ? yes(found.value.ids) : found
        }),
      remove: (ids) => inIndex(name, async (index) => done(await index.remove(probes.namespace, { ids }))),
    }),
    list: async () => {
      const key = await keyFor(own)
      const indexes = await openProject(api, key).list()
      const projects = key === undefined ? refused : await projectsSeenWith(api, key)
      if (indexes.said !== 'yes' && projects.said !== 'yes') return indexes
      const mine = await places.addressOf(own)
      return yes([
        ...(indexes.said === 'yes' ? indexes.value : []).map(({ host, name }) =>
          mine?.endsWith(`//${host}`) === true ? own : name,
        ),
        ...(projects.said === 'yes' ? projects.value : []),
      ])
    },
    // Another index in the tenant's project, since that is what a key could make.
    create: async (name) => done(await (await project()).create(dashed(name), dimensions, place)),
    drop: async (name) => done(await (await project()).drop(dashed(name))),
  }
}

/** The operator's, which sees the names of all projects; each one that it works in lends it a key meanwhile. */
export async function operate<T>(subject: Subject, work: (operator: Session) => Promise<T>): Promise<T> {
  const { places } = subject
  const held = new Map<string, Promise<Borrowed>>()
  const keyFor = async (name: string): Promise<string> => {
    const borrowing = held.get(name) ?? places.borrow(name)
    held.set(name, borrowing)
    return (await borrowing).key
  }
  try {
    return await work({
      ...sessionOf(subject, keyFor),
      list: async () => yes((await places.admin.projects()).map(({ name }) => name)),
    })
  } finally {
    for (const borrowing of await Promise.allSettled(held.values()))
      if (borrowing.status === 'fulfilled') await borrowing.value.giveBack()
  }
}

const refused = { said: 'no', why: 'no key' } as const

const dashed = (name: string): string => name.replaceAll('_', '-')

const done = (answer: Answer<unknown>): Answer<undefined> => (answer.said === 'yes' ? yes(undefined) : answer)
