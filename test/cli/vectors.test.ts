import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withClient } from '../../src/database/connect.ts'
import { parseConfiguration } from '../../src/provisioning/configuration.ts'
import { findTerraform } from '../../src/terraform/find.ts'
import { freshDatabase } from '../embedded.ts'
import { startQdrant, type AQdrant } from '../vector/a-qdrant.ts'
import { anEstate, type Estate, type Run } from './estate.ts'

const terraform = await findTerraform(process.env, '/nowhere')
if (terraform === undefined) console.warn('SKIPPED test/cli/vectors: neither terraform nor tofu is on PATH.')
const withTerraform = terraform === undefined ? describe.skip : describe

withTerraform('a tenant whose vectors the settings keep in Qdrant, by a real Terraform', () => {
  let url = ''
  let qdrant: AQdrant
  let estate: Estate
  let sha = ''
  beforeAll(async () => {
    ;[url, qdrant] = await Promise.all([freshDatabase(), startQdrant()])
    estate = await anEstate({
      LANDLORD_PLATFORM_DATABASE_URL: url,
      LANDLORD_AWS: 'off',
      LANDLORD_PLATFORM_VECTOR_URL: qdrant.url,
      LANDLORD_PLATFORM_VECTOR_KEY: qdrant.key,
    })
    const settings = join(estate.folder, '.github/landlord/settings.yml')
    const text = await readFile(settings, 'utf8')
    // How long a search takes is the stand-in's doing, and this machine's.
    const patient = text.replace('queryLatencyMs: 500', 'queryLatencyMs: 60000')
    await writeFile(settings, patient.replace(/^provisioning:\n/m, 'provisioning:\n  vectors: qdrant\n'))
    await estate.tenant('acme-stored', [[/^isolation: .+/m, 'isolation: bridge']])
    sha = estate.commit()
  }, 180_000)
  afterAll(() => qdrant.close())
  const run = (command: string, ...more: readonly string[]): Promise<Run> =>
    estate.landlord([
      ...[command, 'acme-stored', '--operation', 'op_00000000000000000001', '--sha', sha],
      ...more,
    ])
  const outcomes = ({ result }: Run): Record<string, string> =>
    Object.fromEntries((result?.checks ?? []).map(({ check, outcome }) => [check, outcome]))

  test('has a collection there and none in the database, and passes the checks', async () => {
    expect(await run('apply')).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
    expect([...qdrant.collections.keys()].toSorted()).toEqual([
      'landlord_keys',
      'landlord_probe',
      'tenant_acme_stored',
    ])
    const [schemas, published] = await withClient({ url }, async (client) => [
      await client.query("select from pg_namespace where nspname like 'vectors%'"),
      await client.query<{ document: object }>('select document from landlord.configurations'),
    ])
    expect(schemas.rowCount).toBe(0)
    expect(
      parseConfiguration({ ...(published.rows[0] as { document: object }).document, version: 1 })?.vectors,
    ).toEqual({
      store: 'qdrant',
      url: qdrant.url,
      namespace: 'tenant_acme_stored',
      dimensions: 1536,
    })
    const verified = await run('verify')
    expect(verified.code).toBe(0)
    expect(outcomes(verified)).toMatchObject({ 'tenant-isolation': 'pass', 'vector-search': 'pass' })
    // The key was lent for as long as the looking took.
    expect(qdrant.collections.get('landlord_keys')?.points.size).toBe(0)
  }, 180_000)

  test('once its collection is gone drift names it, and applying again mends it', async () => {
    qdrant.collections.delete('tenant_acme_stored')
    expect((await run('drift')).result?.drift).toMatchObject({
      changes: [],
      broken: expect.arrayContaining([expect.stringContaining('a collection of its own in Qdrant')]),
    })
    expect(await run('apply')).toMatchObject({ code: 0 })
    expect(qdrant.collections.has('tenant_acme_stored')).toBe(true)
  }, 180_000)

  test('with vectors of its own it is not destroyed; without, nothing is left of it', async () => {
    const id = randomUUID()
    qdrant.collections.get('tenant_acme_stored')?.points.set(id, { id, vector: [1], payload: {} })
    const held = await run('rollback', '--never-active')
    expect(held).toMatchObject({ code: 1, result: { outcome: 'failed' } })
    expect(held.result?.reason).toContain('holds 1 document')
    qdrant.collections.get('tenant_acme_stored')?.points.delete(id)
    expect(await run('rollback', '--never-active')).toMatchObject({
      code: 0,
      result: { outcome: 'succeeded' },
    })
    expect([...qdrant.collections.keys()].toSorted()).toEqual(['landlord_keys', 'landlord_probe'])
  }, 180_000)
})
