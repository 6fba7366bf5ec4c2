import { expect, test } from '@jest/globals'
import { checkEstate } from '../../src/review/check-estate.ts'
import { denies } from '../../src/tenant/finding.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { aFile } from '../builders.ts'
import { estateRules, estateTenants, tenantText } from './an-estate.ts'

const check = (files: readonly EstateFile[]) => checkEstate({ files, on: '2026-11-21' })
const denials = (files: readonly EstateFile[]) =>
  check(files)
    .findings.filter(denies)
    .map(({ rule, file }) => `${rule} ${file}`)

test('the example estate has no problem', () => {
  const { tenants, findings } = check([...estateRules, ...estateTenants])
  expect(findings.filter(denies)).toEqual([])
  expect(tenants).toHaveLength(3)
})

test('one broken tenant hides no other', () => {
  const files = [aFile('tenants/one.yaml', 'id: ['), aFile('tenants/two.yaml', '')]
  expect(denials([...estateRules, ...estateTenants, ...files])).toEqual([
    'yaml/syntax tenants/one.yaml',
    'file/empty tenants/two.yaml',
  ])
})

test('broken settings are said at their line, and misplaced files all the same', () => {
  const rules = estateRules.map((file) =>
    file.path.endsWith('settings.yml') ? aFile(file.path, 'apiVersion: landlord/v1\ncurrency: INR\n') : file,
  )
  expect(denials([...rules, aFile('tenants/sub/one.yaml', '')])).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^schema\/.* \.github\/landlord\/settings\.yml$/),
      'estate/file-place tenants/sub/one.yaml',
    ]),
  )
})

test('a pool that is too small is said once, where it is defined', () => {
  const many = Array.from({ length: 27 }, (_, i) =>
    aFile(
      `tenants/gold-${i}.yaml`,
      tenantText('sunrise-health').replace('id: sunrise-health', `id: gold-${i}`),
    ),
  )
  const full = check([...estateRules, ...many]).findings.filter(({ rule }) => rule === 'capacity/pool-full')
  expect(full.map(({ file, pointer }) => [file, pointer])).toEqual([
    ['.github/landlord/settings.yml', '/pools/0/capacity/queriesPerMinute'],
    ['.github/landlord/settings.yml', '/pools/0/capacity/documentsPerMonth'],
  ])
  expect(full.every(({ line }) => line > 1)).toBe(true)
})
