import { expect, test } from '@jest/globals'
import pg from 'pg'
import { parse } from 'yaml'
import { modulesFolder } from '../../src/database/steps.ts'
import { applyDown, applyUp, observeStructure } from '../../src/database/provision.ts'
import { freshDatabase } from '../embedded.ts'
import { fences, read, root, tableRows } from './document.ts'
import { join } from 'node:path'

const guide = read('docs/guides/install.md')
const rows = new Map(tableRows(guide).map(([name = '', ...cells]) => [name.replaceAll('`', ''), cells]))
const config = read('src/config/config.ts') + read('src/config/notify-config.ts')

test('every variable of the serving process is in the table, with its default, and in .env.example', () => {
  const variables = new Set(
    [...config.matchAll(/(?:env, |env\.)'?([A-Z][A-Z_]+)'?/g)].map(([, name = '']) => name),
  )
  expect(variables.size).toBeGreaterThan(10)
  const example = read('.env.example')
  for (const name of variables) {
    expect([...rows.keys()]).toContain(name)
    expect(example).toMatch(new RegExp(`^(# )?${name}=`, 'm'))
  }
  for (const [, name = '', preset = ''] of config.matchAll(/'([A-Z_]+)'\) \?\? '([^']+)'/g))
    expect(rows.get(name)?.[0]).toBe(`\`${preset}\``)
  for (const [, name = '', preset = ''] of config.matchAll(/'([A-Z_]+)', '?([^',]+)'?, problems/g))
    if (preset !== 'undefined') expect(rows.get(name)?.[0]).toBe(`\`${preset.replaceAll('_', '')}\``)
})

test('every secret of the serving process may come from a file, and the guide says so', () => {
  const secrets = [
    ...config.matchAll(/(?:secret|databaseUrl)\(env, '([A-Z_]+)', problems(?:, '([A-Z_]+)')?\)/g),
  ]
  expect(secrets.length).toBeGreaterThan(3)
  for (const [, name = '', file = `${name}_FILE`] of secrets) expect(guide).toContain(`\`${file}\``)
})

test('every secret and variable that the workflow reads is in the table, as what it is', () => {
  const workflow = read('.github/workflows/provision.yml')
  const used = [...workflow.matchAll(/\b(secrets|vars)\.([A-Z_]+)/g)]
  expect(used.length).toBeGreaterThan(6)
  for (const [, kind, name = ''] of used)
    expect([name, rows.get(name)?.[0]]).toEqual([name, kind === 'secrets' ? 'secret' : 'variable'])
})

test('the permissions are those the manifest asks for', () => {
  const { default_permissions: asked } = parse(read('app.yml')) as {
    default_permissions: Readonly<Record<string, string>>
  }
  const listed = [...rows.keys()].filter((name) => /^[a-z ]+: (read|write)$/.test(name))
  expect(listed.toSorted()).toEqual(
    Object.entries(asked)
      .map(([name, level]) => `${name.replaceAll('_', ' ')}: ${level}`)
      .toSorted(),
  )
})

test('every JSON example is JSON', () => {
  const examples = [...fences(guide, 'json'), /<<'JSON'\n([\s\S]*?)\nJSON/.exec(guide)?.[1] ?? '']
  expect(examples).toHaveLength(1)
  for (const example of examples) expect(() => JSON.parse(example) as unknown).not.toThrow()
})

test('an operator with the rights of the guide makes a tenant, mends it and takes it away', async () => {
  const admin = new pg.Client({ connectionString: await freshDatabase() })
  await admin.connect()
  try {
    const statements = fences(guide, 'sql')
      .join('\n')
      .split(';')
      .filter((sql) => sql.trim() !== '')
    for (const statement of statements) await admin.query(statement)
    const url = new URL(await freshDatabase())
    Object.assign(url, { pathname: '/tenants', username: 'landlord_operator', password: 'choose one' })
    const sql = join(root, modulesFolder)
    for (const mode of ['bridge', 'pool'] as const) {
      const layers = (['database', 'vector'] as const).map((layer) => {
        return { url: url.toString(), tenant: `guide-${mode}`, layer, mode, sql }
      })
      for (const place of [...layers, ...layers]) await applyUp(place)
      for (const place of layers)
        expect((await observeStructure(place)).filter(({ holds }) => !holds)).toEqual([])
      for (const place of layers.toReversed()) await applyDown(place)
    }
  } finally {
    await admin.query('drop database if exists tenants with (force)')
    await admin.query('drop role if exists landlord_operator')
    await admin.end()
  }
})
