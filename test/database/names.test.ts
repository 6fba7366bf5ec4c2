import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cacheNamesOf, otherPrefix } from '../../src/cache/names.ts'
import { namesOf, probe } from '../../src/database/names.ts'

/** Ids that are close: of few letters, one often the beginning of the other. */
const id = fc.stringMatching(/^[ab][ab-]{1,6}[ab1]$/)
const shared = (['database', 'vector'] as const).map((layer) => namesOf('any', 'pool', layer).schema)

test('no two tenants share a name, and none has the beginning of another’s keys', () => {
  fc.assert(
    fc.property(id, id, (one, other) => {
      fc.pre(one !== other)
      for (const layer of ['database', 'vector'] as const) {
        expect(namesOf(one, 'bridge', layer).schema).not.toBe(namesOf(other, 'bridge', layer).schema)
        expect(namesOf(one, 'bridge', layer).role).not.toBe(namesOf(other, 'bridge', layer).role)
      }
      expect(cacheNamesOf(other).prefix.startsWith(cacheNamesOf(one).prefix)).toBe(false)
    }),
  )
})

test.each([
  'pool',
  'vectors',
  'public',
  'landlord',
  'pool-vectors',
  'extensions',
  'postgres',
  'default',
  'landlord-probe',
])('a tenant called %s takes nothing that is everybody’s', (tenant) => {
  const reserved = [...shared, 'public', 'landlord', 'landlord_probe', 'extensions', 'postgres', 'default']
  for (const layer of ['database', 'vector'] as const) {
    const { role, schema } = namesOf(tenant, 'bridge', layer)
    expect(reserved).not.toContain(schema)
    expect(reserved).not.toContain(role)
  }
  expect(cacheNamesOf(tenant).prefix).not.toBe(otherPrefix)
  expect(tenant).not.toBe(probe.tenant)
})
