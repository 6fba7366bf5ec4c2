import { expect, test } from '@jest/globals'
import type { Finding } from '../../src/tenant/finding.ts'
import { locateFindings } from '../../src/tenant/locate-findings.ts'
import { aFile } from '../builders.ts'

const path = 'tenants/acme.yaml'
const file = aFile(
  path,
  `# a comment
apiVersion: landlord/v1
tier: gold
data:
  classification: restricted
  transfers:
    - { to: US, processor: p }
contacts: {}
a/b: { '~': 1 }
`,
)
const finding = (pointer: string, differences: Partial<Finding> = {}): Finding => ({
  rule: 'gdpr/retention',
  severity: 'deny',
  file: path,
  line: 1,
  column: 1,
  pointer,
  says: 'Something.',
  fix: 'Mend it.',
  ...differences,
})

test.each([
  ['a value', '/tier', '3:7'],
  ['a value further down', '/data/classification', '5:19'],
  ['a list', '/data/transfers', '7:5'],
  ['an item', '/data/transfers/0', '7:7'],
  ['a field of an item', '/data/transfers/0/to', '7:13'],
  ['an item that does not exist', '/data/transfers/7/to', '6:3'],
  ['a field that is absent', '/data/retentionDays', '4:1'],
  ['a field of an empty group', '/contacts/breach', '8:1'],
  ['a group that is absent', '/usage/storageGiB', '2:1'],
  ['a quota that comes with the tier', '/quotas/storageGiB', '3:7'],
  ['a key with a slash and a tilde', '/a~1b/~0', '9:13'],
  ['the whole file', '', '1:1'],
])('%s (%s) stands at %s', (_, pointer, place) => {
  const [located] = locateFindings([finding(pointer)], [file])
  expect(`${located!.line}:${located!.column}`).toBe(place)
})

test('what knows its place already, or is about another file, stays as it is', () => {
  const findings = [
    finding('/tier', { line: 9, column: 2 }),
    finding('/tier', { file: 'tenants/other.yaml' }),
  ]
  expect(locateFindings(findings, [file])).toEqual(findings)
})

test('in a file that cannot be read everything is at its start', () => {
  expect(locateFindings([finding('/tier')], [aFile(path, 'tier: [')])).toEqual([finding('/tier')])
})
