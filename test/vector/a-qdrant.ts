import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jwtVerify } from 'jose'
import { cosine } from '../../src/verification/vector-probe.ts'

/** How it may be bent, as a Qdrant that was set up wrongly, or is not well, would be. */
export type Bend =
  /** No key is asked for: how Qdrant comes. */
  | 'open'
  /** Tokens are believed whoever signed them. */
  | 'credulous'
  /** A token opens every collection. */
  | 'wide'
  /** It may also make and drop collections. */
  | 'admin'
  /** A token is taken though it was taken back. */
  | 'forgetful'
  /** An index that finds one point in two. */
  | 'lossy'
  | 'slow'
  | 'down'

/**
 * The part of Qdrant's REST API that Landlord uses, as its documentation and its `src/common/auth` tell it: collections,
 * points, JWT with access by collection and `value_exists`. A stand-in: no Qdrant server can be had where these tests run.
 */
export async function startQdrant() {
  const key = 'the-operators-key'
  const collections = new Map<string, Collection>()
  const bent = new Set<Bend>()
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request)
      const answer = bent.has('down') ? { status: 503 } : await answerTo(request, body)
      const status = answer.status ?? 200
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({ result: answer.result ?? null, status: status < 300 ? 'ok' : { error: 'no' } }),
      )
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  async function answerTo(request: IncomingMessage, body: Body): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://qdrant')
    const path = url.pathname.split('/').slice(1)
    const may = await rightsOf(request.headers['api-key'])
    if (may === undefined) return { status: 401 }
    const [first, name, what, act] = path
    if (first !== 'collections') return { status: 404 }
    if (name === undefined)
      return {
        result: {
          collections: [...collections.keys()].filter((it) => may(it, 'r')).map((it) => ({ name: it })),
        },
      }
    const route = `${request.method ?? ''} ${[what, act].filter((part) => part !== undefined).join('/')}`
    const needs = neededFor[route]
    if (needs === undefined) return { status: 404 }
    if (!may(name, needs)) return { status: 403 }
    const collection = collections.get(name)
    if (route === 'GET exists') return { result: { exists: collection !== undefined } }
    if (route === 'DELETE ') return { result: collections.delete(name) }
    if (route === 'PUT ') {
      if (collection !== undefined) return { status: 409 }
      collections.set(name, { vectors: body.vectors, points: new Map() })
      return { result: true }
    }
    return collection === undefined ? { status: 404 } : onPoints(route, collection, body)
  }

  async function onPoints(route: string, { vectors, points }: Collection, body: Body): Promise<Answer> {
    const found = [...points.values()].filter((point) => matches(point, body.filter))
    switch (route) {
      case 'GET ':
        return { result: { status: 'green', points_count: points.size, config: { params: { vectors } } } }
      case 'PUT points':
        for (const point of body.points as Point[]) {
          if (point.vector.length !== vectors?.size) return { status: 400 }
          points.set(point.id, point)
        }
        return { result: { status: 'completed' } }
      case 'POST points/delete':
        for (const id of (body.points as string[] | undefined) ?? found.map((point) => point.id))
          points.delete(id)
        return { result: { status: 'completed' } }
      case 'POST points/count':
        return { result: { count: found.length } }
      case 'POST points/scroll': {
        const from = Math.max(
          0,
          found.findIndex(({ id }) => id === body.offset),
        )
        const page = found.slice(from, from + (body.limit ?? 10))
        return { result: { points: page, next_page_offset: found[from + page.length]?.id ?? null } }
      }
      case 'POST points/query': {
        if (bent.has('slow')) await new Promise((resolve) => setTimeout(resolve, 30))
        const seen = bent.has('lossy') ? found.filter((_, at) => at % 2 === 0) : found
        return {
          result: {
            points: seen
              .map(({ id, vector }) => ({ id, score: cosine(vector, body.query ?? []) }))
              .toSorted((one, other) => other.score - one.score)
              .slice(0, body.limit ?? 10),
          },
        }
      }
      default:
        return { result: { status: 'completed' } }
    }
  }

  /** What a key opens; undefined = nothing at all. */
  async function rightsOf(given: string | string[] | undefined): Promise<Rights | undefined> {
    if (given === key || (bent.has('open') && given === undefined)) return () => true
    if (typeof given !== 'string') return undefined
    const claims = await claimsIn(given)
    if (claims === undefined) return undefined
    const { collection, matches: wanted } = claims.value_exists
    const listed = [...(collections.get(collection)?.points.values() ?? [])].some((point) =>
      wanted.every((pair) => point.payload?.[pair.key] === pair.value),
    )
    if (!listed && !bent.has('forgetful') && !bent.has('credulous')) return undefined
    const [own] = claims.access
    return (name, needs) =>
      needs === 'm'
        ? bent.has('admin')
        : (own?.collection === name || bent.has('wide')) && (needs === 'r' || own?.access === 'rw')
  }

  async function claimsIn(token: string): Promise<Claims | undefined> {
    try {
      if (bent.has('credulous'))
        return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims
      const { payload } = await jwtVerify<Claims>(token, new TextEncoder().encode(key), {
        algorithms: ['HS256'],
      })
      return payload
    } catch {
      return undefined
    }
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    collections,
    /** Bends it for as long as the work takes. */
    bend: async <T>(how: Bend, work: () => Promise<T>): Promise<T> => {
      bent.add(how)
      try {
        return await work()
      } finally {
        bent.delete(how)
      }
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

export type AQdrant = Awaited<ReturnType<typeof startQdrant>>

type Point = { id: string; vector: number[]; payload?: Record<string, unknown> }
type Collection = { vectors: { size: number; distance: string } | undefined; points: Map<string, Point> }
type Condition = { key: string; match?: { value: unknown }; range?: { gt?: number; lt?: number } }
type Filter = { must?: Condition[]; must_not?: Condition[] }
type Body = {
  vectors?: { size: number; distance: string }
  points?: unknown[]
  filter?: Filter
  query?: number[]
  limit?: number
  offset?: string
}
type Answer = { status?: number; result?: unknown }
type Rights = (collection: string, needs: 'r' | 'rw' | 'm') => boolean
type Claims = {
  access: { collection: string; access: string }[]
  value_exists: { collection: string; matches: { key: string; value: string }[] }
}

const neededFor: Readonly<Record<string, 'r' | 'rw' | 'm'>> = {
  'GET ': 'r',
  'GET exists': 'r',
  'PUT ': 'm',
  'DELETE ': 'm',
  'PUT index': 'm',
  'PUT points': 'rw',
  'POST points/delete': 'rw',
  'POST points/query': 'r',
  'POST points/count': 'r',
  'POST points/scroll': 'r',
}

const matches = (point: Point, { must = [], must_not: not = [] }: Filter = {}): boolean =>
  must.every((one) => holds(point, one)) && !not.some((one) => holds(point, one))

function holds({ payload = {} }: Point, { key, match, range }: Condition): boolean {
  const value = payload[key]
  if (match !== undefined) return value === match.value
  return typeof value === 'number' && value > (range?.gt ?? -Infinity) && value < (range?.lt ?? Infinity)
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString()
  return text === '' ? {} : (JSON.parse(text) as Body)
}
