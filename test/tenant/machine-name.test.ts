import { expect, test } from '@jest/globals'
import { machineNameOf } from '../../src/tenant/machine-name.ts'

test.each([
  ['acme', /^landlord-acme$/],
  ['a'.repeat(31), /^landlord-a{31}$/],
  ['a'.repeat(32), /^landlord0-[0-9a-f]{24}$/],
  ['two--hyphens', /^landlord0-[0-9a-f]{24}$/],
])('%s has a name that ElastiCache takes', (tenant, expected) => {
  const name = machineNameOf(tenant)
  expect(name).toMatch(expected)
  expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  expect(name.length).toBeLessThanOrEqual(40)
})

test('two ids never share one', () => {
  const names = ['a--b', 'a-b', 'a---b', `${'a'.repeat(39)}b`, 'a'.repeat(40)].map(machineNameOf)
  expect(new Set(names).size).toBe(names.length)
})
