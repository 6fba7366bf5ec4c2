import { ask, type Request } from './ask.ts'
import { granted, yes, type Answer } from './store.ts'

/** The dozen calls of Qdrant's REST API (1.10 and later) that are needed. Where no key is asked for it is the operator's. */
export type Qdrant = ReturnType<typeof openQdrant>

export type Point = Readonly<{
  id: string | number
  vector?: readonly number[]
  payload?: Readonly<Record<string, unknown>> | null
}>

type Page = Readonly<{ points: readonly Point[]; next_page_offset?: string | number | null }>

/** What a collection is made of. */
type Collection = Readonly<{
  status?: string
  config?: Readonly<{ params?: Readonly<{ vectors?: Readonly<{ size?: number; distance?: string }> }> }>
}>

/** Whose call it is; undefined = nobody's. */
type Key = string | undefined

export function openQdrant({ url, key: operator }: Readonly<{ url: string; key: string }>) {
  const call = async (path: string, key: Key, request: Pick<Request, 'method' | 'body'> = {}) => {
    const headers = key === undefined ? {} : { 'api-key': key }
    const answer = await ask(new URL(`collections${path}`, url.replace(/\/*$/, '/')), { ...request, headers })
    return answer.said === 'yes'
      ? yes((answer.value.body as { result?: unknown } | undefined)?.result)
      : answer
  }
  const put = (path: string, body: object, key: Key) => call(path, key, { method: 'PUT', body })
  const post = (path: string, body: object, key: Key) => call(path, key, { method: 'POST', body })
  return {
    key: operator,
    list: async (key: Key) =>
      mapped(await call('', key), ({ collections }) => collections.map(({ name }) => name)),
    exists: async (collection: string): Promise<boolean> =>
      (granted(await call(`/${collection}/exists`, operator)) as { exists: boolean }).exists,
    describe: async (collection: string): Promise<Collection | undefined> => {
      const answer = await call(`/${collection}`, operator)
      return answer.said === 'missing' ? undefined : (granted(answer) as Collection)
    },
    create: (collection: string, size: number, key: Key) =>
      put(`/${collection}`, { vectors: { size, distance: 'Cosine' } }, key),
    drop: (collection: string, key: Key) => call(`/${collection}`, key, { method: 'DELETE' }),
    /** A payload field that is searched by; a server in strict mode refuses to search by others. */
    index: async (collection: string, field: string, schema: 'keyword' | 'integer'): Promise<void> => {
      const body = { field_name: field, field_schema: schema }
      granted(await put(`/${collection}/index?wait=true`, body, operator))
    },
    upsert: (collection: string, points: readonly Point[], key: Key) =>
      put(`/${collection}/points?wait=true`, { points }, key),
    query: async (
      collection: string,
      body: Readonly<{ query: readonly number[]; limit: number }>,
      key: Key,
    ): Promise<Answer<readonly string[]>> =>
      mapped(await post(`/${collection}/points/query`, body, key), ({ points }) =>
        points.map(({ id }) => String(id)),
      ),
    /** By ids (`points`) or by `filter`. */
    remove: (collection: string, which: object, key: Key) =>
      post(`/${collection}/points/delete?wait=true`, which, key),
    count: async (collection: string, filter: object): Promise<number> => {
      const counted = granted(await post(`/${collection}/points/count`, { filter, exact: true }, operator))
      return (counted as { count: number }).count
    },
    scroll: async (collection: string, body: object): Promise<Page> =>
      granted(await post(`/${collection}/points/scroll`, body, operator)) as Page,
  }
}

type Found = Page & Readonly<{ collections: readonly Readonly<{ name: string }>[] }>

const mapped = <T>(answer: Answer<unknown>, map: (found: Found) => T): Answer<T> =>
  answer.said === 'yes' ? yes(map(answer.value as Found)) : answer
