import { ask, type Reply, type Request } from './ask.ts'
import { version } from './pinecone-admin.ts'
import { granted, yes, type Answer } from './store.ts'

/** Whose call it is; undefined = nobody's. */
type Key = string | undefined

/** A serverless index, as Pinecone describes it. */
export type Index = Readonly<{
  name: string
  host: string
  dimension?: number
  metric?: string
  status?: Readonly<{ ready: boolean }>
  spec?: Readonly<{ serverless?: IndexPlace }>
}>

export type IndexPlace = Readonly<{ cloud: string; region: string }>

export type Point = Readonly<{
  id: string
  values: readonly number[]
  metadata?: Readonly<Record<string, unknown>>
}>

const call = (url: URL, key: Key, request: Pick<Request, 'method' | 'body'> = {}): Promise<Answer<Reply>> =>
  ask(url, { ...request, headers: { ...version, ...(key === undefined ? {} : { 'api-key': key }) } })

/** Indexes of the project that the key is of. */
export function openProject(api: string, key: Key) {
  const at = (name = '') => new URL(name === '' ? '/indexes' : `/indexes/${name}`, api)
  return {
    list: async (): Promise<Answer<readonly Index[]>> =>
      mapped(await call(at(), key), ({ body }) => (body as { indexes?: readonly Index[] }).indexes ?? []),
    describe: async (name: string): Promise<Index | undefined> => {
      const answer = await call(at(name), key)
      return answer.said === 'missing' ? undefined : (granted(answer).body as Index)
    },
    create: (name: string, dimension: number, serverless: IndexPlace) =>
      call(at(), key, {
        method: 'POST',
        body: { name, dimension, metric: 'cosine', spec: { serverless }, tags: { ManagedBy: 'landlord' } },
      }),
    drop: (name: string) => call(at(name), key, { method: 'DELETE' }),
  }
}

/** A number that grows with each write to a namespace; what was searched says up to which it saw. */
type Seen = Readonly<{ lsn: number | undefined }>

type Page = Readonly<{ pagination?: Readonly<{ next?: string }> }>

export type VectorIndex = ReturnType<typeof openIndex>

/** Vectors of the index at `address`, by namespace. */
export function openIndex(address: string, key: Key) {
  const at = (path: string, parameters: readonly (readonly [string, string])[] = []): URL => {
    const url = new URL(path, address)
    for (const [name, value] of parameters) url.searchParams.append(name, value)
    return url
  }
  const post = (path: string, body: object) => call(at(path), key, { method: 'POST', body })
  async function* pages<T extends Page>(path: string, parameters: readonly (readonly [string, string])[]) {
    let token: string | undefined
    do {
      const more = token === undefined ? [] : [['paginationToken', token] as const]
      const page = granted(await call(at(path, [...parameters, ['limit', '100'], ...more]), key)).body as T
      yield page
      token = page.pagination?.next
    } while (token !== undefined && token !== '')
  }
  return {
    upsert: async (namespace: string, vectors: readonly Point[]): Promise<Answer<Seen>> =>
      mapped(await post('/vectors/upsert', { namespace, vectors }), lsnIn('x-pinecone-request-lsn')),
    query: async (
      namespace: string,
      vector: readonly number[],
      topK: number,
    ): Promise<Answer<Seen & Readonly<{ ids: readonly string[] }>>> =>
      mapped(await post('/query', { namespace, vector, topK }), (reply) => ({
        ...lsnIn('x-pinecone-max-indexed-lsn')(reply),
        ids: ((reply.body as { matches?: readonly { id: string }[] }).matches ?? []).map(({ id }) => id),
      })),
    /** By `ids`, or by a `filter` of metadata. */
    remove: (namespace: string, which: object) => post('/vectors/delete', { namespace, ...which }),
    /** What it holds, where it holds it; the count lags behind. */
    async *namespaces(): AsyncIterable<Readonly<{ name: string; record_count?: number }>> {
      type Found = Page &
        Readonly<{ namespaces?: readonly Readonly<{ name: string; record_count?: number }>[] }>
      for await (const page of pages<Found>('/namespaces', [])) yield* page.namespaces ?? []
    },
    async *ids(namespace: string): AsyncIterable<string> {
      type Found = Page & Readonly<{ vectors?: readonly Readonly<{ id: string }>[] }>
      for await (const page of pages<Found>('/vectors/list', [['namespace', namespace]]))
        for (const { id } of page.vectors ?? []) yield id
    },
    fetch: async (namespace: string, ids: readonly string[]): Promise<readonly Point[]> => {
      const parameters = [['namespace', namespace] as const, ...ids.map((id) => ['ids', id] as const)]
      const { body } = granted(await call(at('/vectors/fetch', parameters), key))
      return Object.values((body as { vectors?: Record<string, Point> }).vectors ?? {})
    },
  }
}

const lsnIn =
  (header: string) =>
  ({ headers }: Reply): Seen => {
    const value = headers.get(header)
    return { lsn: value === null ? undefined : Number(value) }
  }

const mapped = <A, B>(answer: Answer<A>, map: (value: A) => B): Answer<B> =>
  answer.said === 'yes' ? yes(map(answer.value)) : answer
