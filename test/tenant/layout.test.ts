import { expect, test } from '@jest/globals'
import { layoutFindings, moveFindings, tenantIdOf } from '../../src/tenant/layout.ts'
import { aFile } from '../builders.ts'

test.each([
  ['tenants/acme-retail.yaml', 'acme-retail'],
  ['tenants/a1b.yaml', 'a1b'],
  ['tenants/acme-retail.yml', undefined],
  ['tenants/Acme.yaml', undefined],
  ['tenants/eu/acme.yaml', undefined],
  ['tenants/ab.yaml', undefined],
  ['tenants/acme-.yaml', undefined],
  ['tenants/1acme.yaml', undefined],
  ['tenants/acme.yaml\n', undefined],
  ['other/tenants/acme.yaml', undefined],
  [`tenants/${'a'.repeat(40)}.yaml`, 'a'.repeat(40)],
  [`tenants/${'a'.repeat(41)}.yaml`, undefined],
])('%j is the file of %s', (path, id) => {
  expect(tenantIdOf(path)).toBe(id)
})

test.each([
  [
    'in a subfolder',
    ['tenants/eu/acme.yaml'],
    ['tenants/eu/acme.yaml: A tenant file in a subfolder is not read. → Rename it to `tenants/acme.yaml`.'],
  ],
  [
    'with the other ending',
    ['tenants/acme.yml'],
    ['tenants/acme.yml: A tenant file has to end in `.yaml`. → Rename it to `tenants/acme.yaml`.'],
  ],
  [
    'in capitals',
    ['tenants/ACME.yaml'],
    [
      'tenants/ACME.yaml: The name of a tenant file is written in lower case. → Rename it to `tenants/acme.yaml`.',
    ],
  ],
  [
    'in a folder in capitals',
    ['Tenants/acme.yaml'],
    ['Tenants/acme.yaml: Tenant files lie in `tenants/`, in lower case. → Rename it to `tenants/acme.yaml`.'],
  ],
  [
    'with a name that is no id',
    ['tenants/a_b.yaml'],
    [
      'tenants/a_b.yaml: The name of this file cannot be a tenant id: 3 to 40 lower-case letters, digits and hyphens, first a letter. → Rename it, for example `tenants/acme-retail.yaml`.',
    ],
  ],
  [
    'twice, in two cases',
    ['tenants/acme.yaml', 'tenants/Acme.yaml'],
    [
      'tenants/Acme.yaml: This file stands for the tenant `acme`, which `tenants/acme.yaml` describes already. → Keep one of them, as `tenants/acme.yaml`.',
    ],
  ],
  [
    'twice, in two folders',
    ['tenants/acme.yaml', 'tenants/eu/acme.yaml'],
    [
      'tenants/eu/acme.yaml: This file stands for the tenant `acme`, which `tenants/acme.yaml` describes already. → Keep one of them, as `tenants/acme.yaml`.',
    ],
  ],
  ['beside one that only begins alike', ['tenants/acme.yaml', 'tenants/acme-retail.yaml'], []],
  [
    'beside other files',
    ['tenants/acme.yaml', 'tenants/README.md', 'docs/tenants/x.yaml', 'tenants/.gitkeep'],
    [],
  ],
])('a tenant file %s', (_, paths, sentences) => {
  expect(layoutFindings(paths).map(({ file, says, fix }) => `${file}: ${says} → ${fix}`)).toEqual(sentences)
})

test('a moved file is told where it came from', () => {
  const content = 'id: acme\n'
  const findings = moveFindings([
    { path: 'tenants/acme.yaml', before: aFile('tenants/acme.yaml', content), after: undefined },
    { path: 'tenants/eu/acme.yaml', before: undefined, after: aFile('tenants/eu/acme.yaml', content) },
    { path: 'docs/acme.yaml', before: undefined, after: aFile('docs/acme.yaml', content) },
  ])
  expect(findings.map(({ file, says, fix }) => [file, says, fix])).toEqual([
    [
      'tenants/eu/acme.yaml',
      "`tenants/acme.yaml` was moved here; a tenant's file keeps its place, because its name is the tenant's id.",
      'Move it back to `tenants/acme.yaml`.',
    ],
  ])
})
