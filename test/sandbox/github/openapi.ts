import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { validateDocument } from './graphql.ts'
import { newRouter } from '../../../src/sandbox/github/http/router.ts'
import { routes } from '../../../src/sandbox/github/api/table.ts'

/** One request and its answer, as far as GitHub's description speaks of it. */
export type DescribedExchange = Readonly<{
  method: string
  /** Below the API's base address, without the query. */
  path: string
  query?: Readonly<Record<string, string>>
  status: number
  requestBody?: unknown
  responseBody?: unknown
}>

type Json = Readonly<Record<string, unknown>>
type Media = Readonly<{ content?: Readonly<Record<string, { schema?: Json }>> }>
type Operation = Readonly<{
  parameters?: readonly Json[]
  requestBody?: Media
  responses: Readonly<Record<string, Json>>
}>

const file = join(import.meta.dirname, '../../fixtures/openapi/api.github.com.slim.json')
const description = JSON.parse(readFileSync(file, 'utf8')) as {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components: Readonly<Record<string, Readonly<Record<string, Json>>>>
}
/** GitHub's description says that an account is a user and an enterprise at once; it means either. */
const listed = description.paths['/app/installations']?.get?.responses['200'] as {
  content: Record<string, { schema: { items: { properties: { account: Record<string, unknown> } } } }>
}
const { account } = listed.content['application/json']!.schema.items.properties
account.anyOf = account.allOf
delete account.allOf

const root = 'https://api.github.com/description'
const ajv = newAjv()
const find = newRouter(routes)
const compiled = new Map<string, ValidateFunction>()

/**
 * Where a request or its answer differs from GitHub's published description, in sentences; none = as GitHub.
 * Refusals (4xx, 5xx) are held to their own schemas. What the sandbox does not serve, it cannot judge.
 */
export function validateExchange(exchange: DescribedExchange): string[] {
  const { method, path, status } = exchange
  if (path === '/graphql') return validateDocument(exchange.requestBody)
  const route = find(method, path)?.route
  const where = `${method} ${path} → ${status}`
  if (!route) return status === 501 ? [] : [`${where}: not served, yet not refused`]
  const operation = description.paths[route.template]?.[method.toLowerCase()]
  if (!operation) return [`${where}: GitHub's description has no ${method} ${route.template}`]
  // A refused request may be wrong, that is why it was refused; and a gateway's failure is nobody's schema.
  const accepted = status < 400
  return [
    ...(accepted ? judgeQuery(operation, exchange) : []),
    ...(accepted ? judgeRequest(operation, exchange) : []),
    ...judgeResponse(operation, exchange),
  ].map((problem) => `${where}: ${problem}`)
}

function judgeQuery(operation: Operation, { query = {} }: DescribedExchange): string[] {
  const known = (operation.parameters ?? []).map(resolve).filter((parameter) => parameter.in === 'query')
  return Object.entries(query).flatMap(([name, value]) => {
    const parameter = known.find((one) => one.name === name)
    if (!parameter) return [`query parameter "${name}" is unknown`]
    // `created` takes ranges (`>=2026-11-21`), whatever its described format says.
    if (name === 'created') return []
    const check = compile(`query ${JSON.stringify(parameter)}`, parameter.schema as Json)
    return check(coerce(value, resolve(parameter.schema as Json)))
      ? []
      : [`query ${name}=${value} ${say(check)}`]
  })
}

function coerce(value: string, schema: Json): unknown {
  if (schema.type === 'integer' || schema.type === 'number') return Number(value)
  return schema.type === 'boolean' ? value === 'true' : value
}

function judgeRequest(operation: Operation, { method, requestBody }: DescribedExchange): string[] {
  const body = operation.requestBody
  const schema = body?.content?.['application/json']?.schema
  if (!schema) return requestBody === undefined || method === 'GET' ? [] : ['a body where none is described']
  if (requestBody === undefined) return (body as Json).required === true ? ['no body'] : []
  const check = compile(`request ${JSON.stringify(schema)}`, schema)
  return check(requestBody) ? nameUnknown(schema, requestBody) : [`request ${say(check)}`]
}

/** GitHub ignores a field it does not know, so a misspelt one would go unseen. */
function nameUnknown({ properties, additionalProperties }: Json, body: unknown): string[] {
  if (!properties || additionalProperties === true || typeof body !== 'object' || body === null) return []
  return Object.keys(body)
    .filter((name) => !(name in (properties as Json)))
    .map((name) => `request field "${name}" is unknown`)
}

function judgeResponse(operation: Operation, { status, responseBody }: DescribedExchange): string[] {
  if (responseBody instanceof Uint8Array) return []
  const described = operation.responses[String(status)]
  if (!described) return judgeUndescribed(status, responseBody)
  const schema = (resolve(described) as Media).content?.['application/json']?.schema
  if (!schema) return responseBody === undefined || status >= 300 ? [] : ['a body where none is described']
  const check = compile(`response ${JSON.stringify(schema)}`, schema)
  return check(responseBody) ? [] : [`response ${say(check)}`]
}

/** Codes that GitHub answers everywhere without listing them for each operation. */
const everywhere = new Set([304, 400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 501, 502, 503])

function judgeUndescribed(status: number, body: unknown): string[] {
  if (!everywhere.has(status)) return ['this status is not described']
  const message = (body as { message?: unknown } | undefined)?.message
  return status === 304 || typeof message === 'string' ? [] : ['an error without a message']
}

function resolve(value: Json): Json {
  const ref = value.$ref
  if (typeof ref !== 'string') return value
  const [, , kind = '', name = ''] = ref.split('/')
  return description.components[kind]?.[name] ?? {}
}

function compile(key: string, schema: Json): ValidateFunction {
  const known = compiled.get(key)
  if (known) return known
  const check = ajv.compile(absolute(translate(schema)) as Json)
  compiled.set(key, check)
  return check
}

function say({ errors }: ValidateFunction): string {
  return (errors ?? [])
    .map((error) => `${error.instancePath || '/'} ${error.message ?? ''} ${JSON.stringify(error.params)}`)
    .join('; ')
}

function newAjv(): Ajv {
  const made = new Ajv({ strict: false, inlineRefs: false, code: { optimize: false } })
  addFormats.default(made)
  made.addFormat('timestamp', true)
  made.addFormat('repo.nwo', true)
  made.addFormat('ssh-key', true)
  made.addSchema({ $id: root, components: translate(description.components) as Json })
  return made
}

const absolute = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('"#/components/', `"${root}#/components/`))

/**
 * OpenAPI 3.0 says `nullable: true` where JSON Schema says `type: [..., "null"]`. Its `oneOf` lists often hold
 * schemas that nothing keeps apart, so they are read as `anyOf`.
 */
function translate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translate)
  if (typeof value !== 'object' || value === null) return value
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === 'oneOf' ? 'anyOf' : key, translate(item)]),
  ) as Json
  if (nullable !== true) return { ...rest, ...(nullable !== undefined && nullable !== false && { nullable }) }
  return { anyOf: [rest, { type: 'null' }] }
}
