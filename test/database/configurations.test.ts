import { beforeAll, expect, test } from '@jest/globals'
import { loadConfigurations, saveConfiguration } from '../../src/database/configurations.ts'
import { withClient } from '../../src/database/connect.ts'
import { demoDocuments } from '../../src/database/demo-documents.ts'
import { openLogin } from '../../src/database/login.ts'
import { applyDown, applyUp, observeLeftovers, type Place } from '../../src/database/provision.ts'
import { seedDemoDocuments } from '../../src/database/seed-documents.ts'
import { freshDatabase } from '../embedded.ts'
import { sqlOf } from './catalogue.ts'

let url = ''
beforeAll(async () => {
  url = await freshDatabase()
  await applyUp(place())
}, 60_000)
const place = (): Place => ({ url, tenant: 'conf', mode: 'bridge', sql: sqlOf() })

test('a change is the next version, the same again is none', async () => {
  expect(await loadConfigurations({ url }, 'conf')).toEqual([])
  expect(await saveConfiguration({ url }, 'conf', { a: 1, b: [2] })).toBe(1)
  expect(await saveConfiguration({ url }, 'conf', { b: [2], a: 1 })).toBe(1)
  expect(await saveConfiguration({ url }, 'conf', { a: 2 })).toBe(2)
  expect(await saveConfiguration({ url }, 'other', { a: 2 })).toBe(1)
  expect(await saveConfiguration({ url }, 'conf', { a: 1, b: [2] })).toBe(3)
  expect(await loadConfigurations({ url }, 'conf')).toEqual([{ a: 1, b: [2], version: 3 }])
  expect(await loadConfigurations({ url })).toHaveLength(2)
})

test('a tenant cannot read what is published, its own neither', async () => {
  await openLogin({ url }, 'tenant_conf', 'right')
  await withClient({ url, user: 'tenant_conf', password: 'right' }, async (tenant) => {
    await expect(tenant.query('select from landlord.configurations')).rejects.toThrow('permission denied')
  })
})

test('demo documents are written once, are the tenant’s to delete, and do not count as its own', async () => {
  expect(await seedDemoDocuments(place())).toBe(demoDocuments.length)
  expect(await seedDemoDocuments(place())).toBe(0)
  expect(await observeLeftovers(place())).toMatchObject({ rows: 0 })
  await saveConfiguration({ url }, 'conf', { features: { demoDocuments: true } })
  await withClient({ url }, (client) => client.query('delete from tenant_conf.documents'))
  expect(await seedDemoDocuments(place())).toBe(0)
})

test('what is published goes with the tenant', async () => {
  await applyDown(place())
  expect(await loadConfigurations({ url }, 'conf')).toEqual([])
  expect(await loadConfigurations({ url }, 'other')).toHaveLength(1)
})
