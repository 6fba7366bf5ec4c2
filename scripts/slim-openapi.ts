/**
 * Cuts GitHub's OpenAPI description down to the operations that the sandbox serves, for its tests.
 *
 *   npm pack @octokit/openapi            (385 MB unpacked, hence no dependency)
 *   tar xzf octokit-openapi-*.tgz package/generated/api.github.com.json
 *   node scripts/slim-openapi.ts package/generated/api.github.com.json
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { routes } from '../src/sandbox/github/api/table.ts'

type Json = Readonly<Record<string, unknown>>

const target = join(import.meta.dirname, '../test/fixtures/openapi/api.github.com.slim.json')
/** Words and examples take three quarters of the file and decide nothing. */
const words = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'headers', 'title'])

const source = process.argv[2]
if (source === undefined) throw new Error('Usage: node scripts/slim-openapi.ts api.github.com.json')
const description = JSON.parse(readFileSync(source, 'utf8')) as Json
const paths = planPaths(description.paths as Json)
const slim = {
  openapi: description.openapi,
  info: readInfo(description),
  paths,
  components: planComponents(paths),
}
const text = `${JSON.stringify(slim)}\n`
writeFileSync(target, text)
process.stderr.write(`${Object.keys(paths).length} paths, ${Math.round(text.length / 1024)} KB: ${target}\n`)

function readInfo({ info }: Json): Json {
  const { title, version, license } = info as Json
  return { title, version, license }
}

function planPaths(all: Json): Json {
  const kept: Record<string, Record<string, unknown>> = {}
  for (const { method, template } of routes) {
    const path = Object.keys(all).find((one) => one === template)
    const operation = path === undefined ? undefined : (all[path] as Json)[method.toLowerCase()]
    if (path === undefined || operation === undefined) throw new Error(`GitHub has no ${method} ${template}.`)
    kept[path] = { ...kept[path], [method.toLowerCase()]: strip(pickOperation(operation as Json)) }
  }
  return kept
}

function pickOperation({ operationId, parameters, requestBody, responses }: Json): Json {
  return { operationId, parameters, requestBody, responses }
}

function strip(value: unknown, inProperties = false): unknown {
  if (Array.isArray(value)) return value.map((item) => strip(item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([key]) => inProperties || !(words.has(key) || key.startsWith('x-')))
    .map(([key, item]): [string, unknown] => [key, strip(item, key === 'properties' && !inProperties)])
  return Object.fromEntries(entries)
}

/** Only what the kept operations point at, however far away. */
function planComponents(from: Json): Json {
  const components = description.components as Record<string, Record<string, unknown>>
  const kept: Record<string, Record<string, unknown>> = {}
  const follow = (value: unknown): void => {
    for (const [, kind = '', name = ''] of JSON.stringify(value).matchAll(
      /"#\/components\/(\w+)\/([^"]+)"/g,
    )) {
      if (kept[kind]?.[name] !== undefined) continue
      const found = strip(components[kind]?.[name])
      kept[kind] = { ...kept[kind], [name]: found }
      follow(found)
    }
  }
  follow(from)
  return kept
}
