import { expect, test } from '@jest/globals'
import { nearest } from '../../src/tenant/nearest.ts'

const known = ['tier', 'region', 'costCenter', 'businessUnit', 'glCode', 'eu-west-1', 'eu-west-2']

test.each([
  ['teir', 'tier'],
  ['TIER', 'tier'],
  ['regon', 'region'],
  ['cost_center', 'costCenter'],
  ['cost-centre', 'costCenter'],
  ['bussinesUnit', 'businessUnit'],
  ['glcode', 'glCode'],
  ['eu-west1', 'eu-west-1'],
  ['zz', undefined],
  ['x', undefined],
  ['', undefined],
  ['somethingElse', undefined],
  ['t'.repeat(200), undefined],
])('%j most likely means %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant)
})

test('nothing is near where nothing is known', () => {
  expect(nearest('tier', [])).toBeUndefined()
})
