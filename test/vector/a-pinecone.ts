import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cosine } from '../../src/verification/vector-probe.ts'

/** How it may be bent, as a Pinecone that was set up wrongly, or is not well, would be. */
export type Bend =
  /** No key is asked for. */
  | 'open'
  /** Any key will do. */
  | 'credulous'
  /** A key opens every project. */
  | 'wide'
  /** A key to vectors may also make indexes. */
  | 'admin'
  /** An API key passes for a service account. */
  | 'trusting'
  /** A key is taken though it was deleted. */
  | 'forgetful'
  /** An index that finds one vector in two. */
  | 'lossy'
  /** What is written is never found. */
  | 'stale'
  | 'slow'
  | 'down'

/** What is written is found by the second look after, and a new key is taken at the second call. */
const lag = 1

/**
 * The part of Pinecone that Landlord uses, as its OpenAPI files of 2026-04 and its documentation tell it: OAuth, projects
 * and keys with roles, serverless indexes each on a host of its own, and vectors that are found only a while after they
 * were written. A stand-in: Pinecone runs nowhere but at Pinecone.
 */
export async function startPinecone() {
  const account = { id: 'client', secret: 'the:operators-secret' }
  const projects = new Map<string, Project>()
  const keys = new Map<string, Key>()
  const bent = new Set<Bend>()
  const tokens = new Set<string>()
  let counted = 0
  const api = await listen((request, body) => onApi(request, body))

  async function listen(answerTo: Answering): Promise<Server> {
    const server = createServer((request, response) => {
      void (async () => {
        const body = await bodyOf(request)
        const asked = request.headers['x-pinecone-api-version'] === '2026-04'
        const answer = bent.has('down')
          ? { status: 503 }
          : asked
            ? await answerTo(request, body)
            : { status: 400 }
        const { status = 200, body: said, lsn = {} } = answer
        response.writeHead(status, { 'content-type': 'application/json', ...lsn })
        response.end(said === undefined ? '' : JSON.stringify(said))
      })()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return server
  }

  async function placed(answerTo: Answering): Promise<{ server: Server; host: string }> {
    const server = await listen(answerTo)
    return { server, host: hostOf(server) }
  }

  async function onApi(request: IncomingMessage, body: Body): Promise<Answer> {
    const [first, second, id = '', fourth] = pathOf(request)
    if (first === 'oauth') return onToken(body)
    if (first === 'indexes') return onIndexes(request, second, body)
    const bearer = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const passes = tokens.has(bearer) || (bent.has('trusting') && keys.has(bearer))
    if (first !== 'admin' || !passes) return { status: first === 'admin' ? 401 : 404 }
    const route = `${request.method ?? ''} ${second ?? ''}`
    if (route === 'DELETE api-keys') {
      for (const [value, key] of keys) if (key.id === id && !bent.has('forgetful')) keys.delete(value)
      return { status: 202 }
    }
    if (second !== 'projects') return { status: 404 }
    if (id === '') return onProjects(request, body)
    const project = projects.get(id)
    if (project === undefined) return { status: 404 }
    if (fourth === 'api-keys') return onKeys(request, project, body)
    if (project.indexes.size > 0) return { status: 412, body: { error: { code: 'FAILED_PRECONDITION' } } }
    for (const [value, key] of keys) if (key.project_id === id) keys.delete(value)
    projects.delete(id)
    return { status: 202 }
  }

  function onToken({ client_id: id, client_secret: secret, audience, grant_type: grant }: Body): Answer {
    const fits = id === account.id && secret === account.secret && audience === `${url()}/`
    if (!fits || grant !== 'client_credentials') return { status: 401, body: { error: 'access_denied' } }
    const token = randomUUID()
    tokens.add(token)
    return { body: { access_token: token, token_type: 'Bearer', expires_in: 1800 } }
  }

  function onProjects(request: IncomingMessage, { name = '' }: Body): Answer {
    const shown = ({ indexes: _, ...project }: Project) => project
    if (request.method === 'GET') return { body: { data: [...projects.values()].map(shown) } }
    const project: Project = {
      id: randomUUID(),
      name,
      created_at: String(++counted).padStart(9, '0'),
      indexes: new Map(),
    }
    projects.set(project.id, project)
    return { body: shown(project) }
  }

  function onKeys(request: IncomingMessage, { id: project_id }: Project, { name = '', roles }: Body): Answer {
    const shown = ({ calls: _, ...key }: Key) => key
    const held = [...keys.values()].filter((key) => key.project_id === project_id)
    if (request.method === 'GET') return { body: { data: held.map(shown) } }
    const key = { id: randomUUID(), name, project_id, roles: roles ?? ['ProjectEditor'], calls: 0 }
    const value = `pckey_${key.id.slice(0, 4)}_${randomUUID()}`
    keys.set(value, key)
    return { status: 201, body: { key: shown(key), value } }
  }

  /** What is answered to a key that may not; undefined: it may. */
  function refusal(
    request: IncomingMessage,
    project: string | undefined,
    wanted: readonly string[],
  ): Answer | undefined {
    const given = request.headers['api-key']
    if (bent.has('open') || (bent.has('credulous') && given !== undefined)) return undefined
    const key = keys.get(String(given))
    if (key === undefined || key.calls++ < lag) return { status: 401 }
    if (project !== undefined && key.project_id !== project && !bent.has('wide')) return { status: 401 }
    return key.roles.some((role) => wanted.includes(role)) ? undefined : { status: 403 }
  }

  async function onIndexes(request: IncomingMessage, name: string | undefined, body: Body): Promise<Answer> {
    const writes = request.method !== 'GET'
    const bending = bent.has('admin') ? ['DataPlaneEditor'] : []
    const seeing = bent.has('wide') && !writes ? ['DataPlaneEditor', 'DataPlaneViewer'] : []
    const refused = refusal(request, undefined, [...(writes ? editors : viewers), ...bending, ...seeing])
    if (refused !== undefined) return refused
    const project = projects.get(keys.get(String(request.headers['api-key']))?.project_id ?? '')
    const mine = bent.has('wide') ? [...projects.values()].flatMap((it) => [...it.indexes.values()]) : []
    if (project === undefined) return { body: { indexes: mine.map(shownIndex) } }
    if (name === undefined && !writes) {
      const listed = [...new Set([...project.indexes.values(), ...mine])]
      for (const index of listed)
        if (index.looks++ > lag && index.terminating) await removeIndex(project, index)
      return { body: { indexes: listed.map(shownIndex) } }
    }
    if (name === undefined) return makeIndex(project, body)
    const index = project.indexes.get(name)
    if (index === undefined) return { status: 404 }
    if (!writes) index.looks++
    if (!writes) return { body: shownIndex(index) }
    Object.assign(index, { terminating: true, looks: 0 })
    return { status: 202 }
  }

  async function makeIndex(project: Project, { name = '', dimension, metric, spec }: Body): Promise<Answer> {
    if (project.indexes.has(name)) return { status: 409 }
    const { cloud = '', region = '' } = spec?.serverless ?? {}
    if (!/^[a-z0-9][a-z0-9-]{0,43}[a-z0-9]$/.test(name) || !offered.has(`${cloud} ${region}`))
      return { status: 400 }
    const index: Index = {
      ...{ name, dimension: dimension ?? 0, metric: metric ?? 'cosine', spec, parts: new Map() },
      ...{ looks: 0, terminating: false },
      ...(await placed((request, body) => onVectors(request, body, project, index))),
    }
    project.indexes.set(name, index)
    return { status: 201, body: shownIndex(index) }
  }

  async function removeIndex(project: Project, index: Index): Promise<void> {
    project.indexes.delete(index.name)
    index.server.closeAllConnections()
    await new Promise((resolve) => index.server.close(resolve))
  }

  async function onVectors(
    request: IncomingMessage,
    body: Body,
    project: Project,
    index: Index,
  ): Promise<Answer> {
    const route = pathOf(request).join('/')
    const writes = route === 'vectors/upsert' || route === 'vectors/delete'
    const data = writes ? ['ProjectEditor', 'DataPlaneEditor'] : everyRole
    const refused = refusal(request, project.id, data)
    if (refused !== undefined) return refused
    const asked = new URL(request.url ?? '/', url()).searchParams
    const name = body.namespace ?? asked.get('namespace') ?? '__default__'
    const part = index.parts.get(name)
    if (writes) return write(index, name, route, body)
    const answer = await read(index, part, route, { body, asked })
    // One write becomes visible after each look, so that a look straight after a write is always too early.
    for (const known of index.parts.values()) {
      const [next] = bent.has('stale') ? [] : known.pending.splice(0, 1)
      if (next === undefined) continue
      next(known.points)
      known.indexed++
    }
    return answer
  }

  function write(index: Index, name: string, route: string, body: Body): Answer {
    const known = index.parts.get(name)
    if (route === 'vectors/delete') {
      if (known === undefined) return { status: 404 }
      known.pending.push((points) => {
        const less = Object.entries(body.filter ?? {})
        for (const [id, { metadata = {} }] of points) {
          const isLess = less.some(([field, { $lt }]) => Number(metadata[field]) < $lt)
          if (body.ids?.includes(id) === true || isLess) points.delete(id)
        }
      })
      return { body: {}, lsn: { 'x-pinecone-request-lsn': String(++known.lsn) } }
    }
    const vectors = body.vectors ?? []
    if (vectors.length > 1000 || vectors.some(({ values }) => values.length !== index.dimension))
      return { status: 400 }
    const part: Part = known ?? { points: new Map(), pending: [], lsn: 0, indexed: 0 }
    index.parts.set(name, part)
    part.pending.push((points) => {
      for (const vector of vectors) points.set(vector.id, vector)
    })
    return { body: { upsertedCount: vectors.length }, lsn: { 'x-pinecone-request-lsn': String(++part.lsn) } }
  }

  async function read(
    index: Index,
    part: Part | undefined,
    route: string,
    { body, asked }: Asked,
  ): Promise<Answer> {
    const points = [...(part?.points.values() ?? [])].toSorted((one, other) => (one.id < other.id ? -1 : 1))
    if (route === 'namespaces')
      return {
        body: paged(
          'namespaces',
          [...index.parts].map(([name, { points: held }]) => ({ name, record_count: held.size })),
          asked,
        ),
      }
    if (route === 'vectors/list')
      return {
        body: paged(
          'vectors',
          points.map(({ id }) => ({ id })),
          asked,
        ),
      }
    if (route === 'vectors/fetch') {
      const ids = asked.getAll('ids')
      return {
        body: {
          vectors: Object.fromEntries(
            points.filter(({ id }) => ids.includes(id)).map((point) => [point.id, point]),
          ),
        },
      }
    }
    if (route !== 'query') return { status: 404 }
    if (bent.has('slow')) await new Promise((resolve) => setTimeout(resolve, 30))
    const seen = bent.has('lossy') ? points.filter((_, at) => at % 2 === 0) : points
    const matches = seen
      .map(({ id, values }) => ({ id, score: cosine(values, body.vector ?? []) }))
      .toSorted((one, other) => other.score - one.score)
      .slice(0, body.topK)
    return { body: { matches }, lsn: { 'x-pinecone-max-indexed-lsn': String(part?.indexed ?? 0) } }
  }

  const url = (): string => `http://${hostOf(api)}`
  const indexOf = (name: string): Index | undefined =>
    [...projects.values()].find((project) => project.name === name)?.indexes.get('vectors')
  return {
    url: url(),
    key: `${account.id}:${account.secret}`,
    projects,
    keys,
    /** Ids in the index of a project, by namespace, once all that was written is found. */
    held: (name: string): Readonly<Record<string, readonly string[]>> =>
      Object.fromEntries(
        [...(indexOf(name)?.parts ?? [])].map(([part, known]) => {
          for (const next of known.pending.splice(0)) next(known.points)
          known.indexed = known.lsn
          return [part, [...known.points.keys()]]
        }),
      ),
    /** Takes an index away, as a hand in Pinecone's console would. */
    removeIndex: async (name: string): Promise<void> => {
      for (const project of projects.values())
        for (const index of project.indexes.values())
          if (project.name === name) await removeIndex(project, index)
    },
    /** Bends it for as long as the work takes. */
    bend: async <T>(how: Bend, work: () => Promise<T>): Promise<T> => {
      bent.add(how)
      try {
        return await work()
      } finally {
        bent.delete(how)
      }
    },
    close: async () => {
      for (const project of projects.values())
        for (const index of project.indexes.values()) await removeIndex(project, index)
      api.closeAllConnections()
      await new Promise((resolve) => api.close(resolve))
    },
  }
}

export type APinecone = Awaited<ReturnType<typeof startPinecone>>

type Answering = (request: IncomingMessage, body: Body) => Promise<Answer> | Answer
type Answer = { status?: number; body?: unknown; lsn?: Record<string, string> }
type Asked = { body: Body; asked: URLSearchParams }
type Key = { id: string; name: string; project_id: string; roles: string[]; calls: number }
type Project = { id: string; name: string; created_at: string; indexes: Map<string, Index> }
type Spec = { serverless?: { cloud: string; region: string } } | undefined
type Index = {
  name: string
  dimension: number
  metric: string
  spec: Spec
  parts: Map<string, Part>
  looks: number
  terminating: boolean
  server: Server
  host: string
}
type Point = { id: string; values: number[]; metadata?: Record<string, unknown> }
type Part = {
  points: Map<string, Point>
  pending: ((points: Map<string, Point>) => void)[]
  lsn: number
  indexed: number
}
type Body = Partial<{
  client_id: string
  client_secret: string
  audience: string
  grant_type: string
  name: string
  roles: string[]
  dimension: number
  metric: string
  spec: Spec
  namespace: string
  vectors: Point[]
  vector: number[]
  topK: number
  ids: string[]
  filter: Record<string, { $lt: number }>
}>

const editors = ['ProjectEditor', 'ControlPlaneEditor']
const viewers = [...editors, 'ProjectViewer', 'ControlPlaneViewer']
const everyRole = ['ProjectEditor', 'ProjectViewer', 'DataPlaneEditor', 'DataPlaneViewer']
const offered = new Set(['aws us-east-1', 'aws us-west-2', 'aws eu-west-1', 'aws eu-central-1'])

const hostOf = (server: Server): string => `127.0.0.1:${(server.address() as AddressInfo).port}`

const shownIndex = ({ name, dimension, metric, spec, host, looks, terminating }: Index) => ({
  ...{ name, dimension, metric, spec, host, vector_type: 'dense' },
  status: { ready: looks > lag && !terminating, state: terminating ? 'Terminating' : 'Ready' },
})

function paged(field: string, items: readonly unknown[], asked: URLSearchParams) {
  const [from, limit] = [Number(asked.get('paginationToken') ?? 0), Number(asked.get('limit') ?? 100)]
  const more = from + limit < items.length
  return {
    [field]: items.slice(from, from + limit),
    pagination: more ? { next: String(from + limit) } : undefined,
  }
}

const pathOf = (request: IncomingMessage): readonly string[] =>
  new URL(request.url ?? '/', 'http://pinecone').pathname.split('/').slice(1)

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString()
  return text === '' ? {} : (JSON.parse(text) as Body)
}
