import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { admit } from '../access/admit.ts'
import { allowanceOf, identify, type Caller } from '../access/caller.ts'
import type { GitHub } from '../github.ts'
import type { Answer } from './answer.ts'
import type { Exchange } from './exchange.ts'
import { renderFault, takeFault, type Fault } from './faults.ts'
import { renderLimit } from './limit.ts'
import type { Weather } from '../weather.ts'
import { Refusal } from './refusal.ts'
import type { Match } from './router.ts'
import type { Enter } from './secondary.ts'

export type ApiParts = Readonly<{
  github: GitHub
  find: (method: string, path: string) => Match | undefined
  faults: Fault[]
  weather: Weather['request']
  /** Secondary rate limits. */
  enter: Enter
  latencyMs: number
  observe: (exchange: Exchange) => void
}>

/** The largest request body, as GitHub's. */
const largest = 25 * 1024 * 1024

/** Beside the REST API, as on GitHub Enterprise Server. */
export const graphqlPath = '/api/graphql'

/** Answers one API request. `path` is what follows the API's base address. */
export async function answerApi(
  parts: ApiParts,
  { request, response }: Readonly<{ request: IncomingMessage; response: ServerResponse }>,
  url: URL,
): Promise<void> {
  const began = performance.now()
  const path =
    url.pathname === graphqlPath
      ? '/graphql'
      : url.pathname.slice(new URL(parts.github.apiUrl).pathname.length) || '/'
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  const match = parts.find(method, path)
  let requestBody: unknown
  let answer: Answer
  try {
    requestBody = await readBody(request)
    answer = await decide(parts, { request, match, method, url, requestBody })
  } catch (error) {
    answer = renderError(parts.github, error)
  }
  if (parts.latencyMs > 0) await pause(parts.latencyMs)
  send(response, finish(request, answer), request.method === 'HEAD')
  parts.observe({
    method,
    path,
    template: templateOf(match, requestBody) ?? path,
    query: Object.fromEntries(url.searchParams),
    status: response.statusCode,
    userAgent: request.headers['user-agent'] ?? '',
    began,
    ms: performance.now() - began,
    requestBody,
    responseBody: response.statusCode === 304 ? undefined : (answer.body ?? answer.raw),
  })
}

/** A route's template; of GraphQL, which has one address only, with the operation's name: `/graphql Snapshot`. */
function templateOf(match: Match | undefined, body: unknown): string | undefined {
  const template = match?.route.template
  if (template !== '/graphql' || typeof body !== 'object' || body === null || !('query' in body))
    return template
  const name = /^\s*(?:query|mutation)\s+(\w+)/.exec(String(body.query))?.[1]
  return name === undefined ? template : `${template} ${name}`
}

type Asked = Readonly<{
  request: IncomingMessage
  match: Match | undefined
  method: string
  url: URL
  requestBody: unknown
}>

async function decide({ github, faults, weather, enter }: ApiParts, asked: Asked): Promise<Answer> {
  const { request, match, method, url } = asked
  const caller = identify(github, request.headers.authorization)
  const template = templateOf(match, asked.requestBody) ?? ''
  const fault = takeFault(faults, method, template) ?? weather?.({ method, template, by: caller.kind })
  if (fault && !fault.afterwards) throw renderFault(fault)
  const free = match?.route.template === '/rate_limit'
  const limits = renderLimit(
    free ? github.limiter.look(allowanceOf(caller)) : github.limiter.charge(allowanceOf(caller)),
  )
  const answer = await answerWithin(limits, async () => {
    if (!match) throw new Refusal(501, `The sandbox's GitHub does not answer ${method} ${url.pathname}.`)
    const call = {
      github,
      caller,
      params: match.params,
      query: url.searchParams,
      url,
      body: asked.requestBody,
    }
    const accept = request.headers.accept ?? ''
    const who = allowanceOf(caller)
    const leave = enter({ who, method, template: match.route.template, document: documentIn(asked) })
    try {
      admit({ ...call, accept }, match.route.access)
      return await match.route.answer({ ...call, accept })
    } finally {
      leave()
    }
  })
  if (fault) throw renderFault(fault)
  return { ...answer, headers: { ...limits, ...acceptedPermissions(match, caller), ...answer.headers } }
}

/** What GraphQL is asked. */
const documentIn = ({ requestBody: body }: Asked): string =>
  typeof body === 'object' && body !== null && 'query' in body ? String(body.query) : ''

/** A refusal carries the rate limit too. */
async function answerWithin(
  limits: Record<string, string>,
  answer: () => Promise<Answer> | Answer,
): Promise<Answer> {
  try {
    return await answer()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.status, error.message, {
      ...(error.errors && { errors: error.errors }),
      headers: { ...limits, ...error.headers },
    })
  }
}

function acceptedPermissions(match: Match | undefined, caller: Caller): Record<string, string> {
  const access = match?.route.access
  if (caller.kind !== 'installation' || access?.kind !== 'granted') return {}
  const value = access.permissions.map((permission) => permission.replace(':', '=')).join('; ')
  return { 'x-accepted-github-permissions': value }
}

function renderError(github: GitHub, error: unknown): Answer {
  const documentation = { documentation_url: 'https://docs.github.com/rest' }
  if (error instanceof Refusal) {
    const body = { message: error.message, ...(error.errors && { errors: error.errors }), ...documentation }
    return { status: error.status, body: { ...body, status: String(error.status) }, headers: error.headers }
  }
  github.log(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return { status: 500, body: { message: 'Server Error', ...documentation, status: '500' } }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largest) throw new Refusal(413, 'Payload too large')
    chunks.push(chunk)
  }
  if (size === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
}

/** Adds the ETag and turns an answer that the caller already has into 304. */
function finish(request: IncomingMessage, answer: Answer): Answer & { bytes: Uint8Array | undefined } {
  const json = answer.body === undefined ? undefined : Buffer.from(JSON.stringify(answer.body))
  const bytes = answer.raw ?? json
  if (answer.status !== 200 || request.method !== 'GET' || !bytes) return { ...answer, bytes }
  const etag = `W/"${createHash('sha256').update(bytes).digest('hex')}"`
  const headers = { ...answer.headers, etag, 'cache-control': 'private, max-age=60, s-maxage=60' }
  if (request.headers['if-none-match'] === etag) return { status: 304, headers, bytes: undefined }
  return { ...answer, headers, bytes }
}

function send(response: ServerResponse, answer: ReturnType<typeof finish>, headOnly: boolean): void {
  response.writeHead(answer.status, {
    'x-github-request-id': 'SANDBOX',
    'x-github-media-type': 'github.v3; format=json',
    ...(answer.bytes && !answer.raw && { 'content-type': 'application/json; charset=utf-8' }),
    ...(answer.bytes && { 'content-length': answer.bytes.length }),
    ...answer.headers,
  })
  response.end(headOnly ? undefined : answer.bytes)
}
