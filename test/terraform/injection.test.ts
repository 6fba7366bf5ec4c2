import { describe, expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { namesOf } from '../../src/database/names.ts'
import { parseConfiguration, renderConfiguration } from '../../src/provisioning/configuration.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { layoutFindings } from '../../src/tenant/layout.ts'
import { aFile, aSettings } from '../builders.ts'

const root = join(import.meta.dirname, '../..')
const example = parse(readFileSync(join(root, 'tenants/sunrise-health.yaml'), 'utf8')) as object

/** What means something to SQL, to HCL's templates, to a shell, to Redis, to PromQL and to JSON. */
const hostile = [
  `'; drop schema pool cascade; --`,
  '${file("/etc/passwd")}%{ for x in y }',
  '$(id) `id` ; id | id && id',
  '* ~* +@all nopass',
  '"} or vector(1) or {tenant_id=~".*',
  'a\n"x": 1\u2028',
]

type Path = readonly (string | number)[]

/** The path of every string in a value. */
const stringsIn = (value: unknown, path: Path = []): readonly Path[] => {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => stringsIn(inner, [...path, key]))
}

const replaced = (path: Path, text: string): object => {
  const copy = structuredClone(example) as Record<string | number, unknown>
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string | number, unknown>, copy)
  parent[path.at(-1) ?? ''] = text
  return copy
}

describe('every string of a tenant file', () => {
  const settings = aSettings()
  const fields = stringsIn(example)

  test('is looked at', () => {
    expect(fields.length).toBeGreaterThan(20)
  })

  test.each(fields.map((path) => [path.join('.'), path] as const))(
    '%s is refused, or stays the text it is',
    (_, path) => {
      for (const text of hostile) {
        const file = aFile('tenants/sunrise-health.yaml', stringify(replaced(path, text)))
        const { tenant } = parseTenant(file, settings)
        if (tenant === undefined) continue
        // What names resources is never text of the file but the id, which has a shape, and words of a list.
        expect(tenant.id).toBe('sunrise-health')
        expect(Object.values(tenant.isolation).filter((mode) => !/^(silo|bridge|pool)$/.test(mode))).toEqual(
          [],
        )
        const { role, schema, table } = namesOf(tenant.id, tenant.isolation.database)
        const tier = settings.tiers[tenant.tier]!
        const configuration = renderConfiguration(tenant, tier, {
          database: { role, schema, table },
          vectors: { schema, table, search: 'nearest', dimensions: 1536 },
          cache: undefined,
          keys: undefined,
        })
        const published = JSON.parse(JSON.stringify({ ...configuration, version: 1 })) as unknown
        expect(parseConfiguration(published)).toEqual(published)
        expect(configuration.metrics.labels.tenant_id).toBe('sunrise-health')
        expect(Object.values(configuration.metrics.labels).join()).not.toMatch(/["'`${}\n;|*~]/)
      }
    },
  )
})

test('no command of a module is put together from values: they come in as environment', () => {
  const modules = join(root, 'terraform')
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tf'),
  )
  const commands = files.flatMap((name) =>
    [...readFileSync(join(modules, name), 'utf8').matchAll(/^\s*(?:command|up|down)\s*=\s*(.+)$/gm)].map(
      ([, text = '']) => text,
    ),
  )
  // One that is handed on was written down somewhere else, or comes from the state as it was written.
  const written = commands.filter(
    (text) => !/^(var|self\.input|local\.commands\[var\.store\])\.\w+$|^\{$/.test(text),
  )
  expect(written.length).toBeGreaterThanOrEqual(8)
  expect(
    written.filter(
      (text) =>
        text.includes('${') || !/^"landlord (database|cache|vectors) (up|down) \\"\$TENANT\\"/.test(text),
    ),
  ).toEqual([])
})

test.each([
  'tenants/Acme.yaml',
  'tenants/ACME.yaml',
  'tenants/acme_retail.yaml',
  'tenants/acmé.yaml',
  'tenants/acme-.yaml',
])('%s, which some system would take for another tenant’s, is no tenant file', (path) => {
  expect(layoutFindings([path, 'tenants/acme.yaml'])).toHaveLength(1)
})
