import { expect, test } from '@jest/globals'
import { whatStands } from '../../src/provisioning/what-stands.ts'
import { anOperation } from '../operation-builders.ts'

const stands = (tenant: string, operation: string) => ({
  ...{ tenant, operation, file: `tenants/${tenant}.yaml`, sha: 'a'.repeat(40), blob: `blob of ${tenant}` },
  ...{ source: '', activeSince: '2026-11-21T10:00:00.000Z' },
})

test('what is deployed stands, by its content', () => {
  expect(whatStands({ deployed: [stands('shop', 'op_1')], open: [], brought: [] })).toEqual([
    { tenant: 'shop', blob: 'blob of shop' },
  ])
})

test('of a tenant that is being worked on nobody knows how it will stand', () => {
  const open = [anOperation({ tenant: 'shop', state: 'APPLYING' })]
  expect(whatStands({ deployed: [stands('shop', 'op_1')], open, brought: [] })).toEqual([
    { tenant: 'shop', blob: undefined },
  ])
})

test('what waits for its revert to be merged stands as it did before', () => {
  const open = [anOperation({ tenant: 'shop', state: 'REVERT_PR' })]
  expect(whatStands({ deployed: [stands('shop', 'op_1')], open, brought: [] })).toEqual([
    { tenant: 'shop', blob: 'blob of shop' },
  ])
})

test('a pull request that is looked at after its merge does not go back to what it brought itself', () => {
  const deployed = [stands('shop', 'op_1'), stands('school', 'op_2')]
  expect(whatStands({ deployed, open: [], brought: ['op_1'] })).toEqual([
    { tenant: 'shop', blob: undefined },
    { tenant: 'school', blob: 'blob of school' },
  ])
})
