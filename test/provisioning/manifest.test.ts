import { expect, test } from '@jest/globals'
import { changedSince, type Holdings, type Manifest } from '../../src/provisioning/manifest.ts'

const file = { bytes: 10, sha256: 'e'.repeat(64) }
const manifest: Manifest = {
  ...{ apiVersion: 'landlord/v1', kind: 'TenantExport', tenant: 'gone', operation: 'op_a', sha: 'a' },
  madeAt: '2026-11-21T10:00:00.000Z',
  files: [
    { ...file, path: 'database-1.jsonl', rows: 2 },
    { ...file, path: 'objects/1', key: 'letters/ria.txt' },
  ],
}
const object = { key: 'letters/ria.txt', bytes: 10 }

test.each<[string, Partial<Holdings>, readonly string[]]>([
  ['all is as it was exported', { rows: { 'database-1.jsonl': 2 }, objects: [object] }, []],
  ['an earlier attempt of the purge came far', { rows: { 'database-1.jsonl': 0 }, objects: [] }, []],
  ['a row came', { rows: { 'database-1.jsonl': 3 } }, ['database-1.jsonl has 3 rows, and 2 when exported']],
  [
    'a table came',
    { rows: { 'database-2.jsonl': 1 } },
    ['database-2.jsonl has 1 rows, and none when exported'],
  ],
  [
    'an object came, and another grew',
    {
      objects: [
        { ...object, bytes: 11 },
        { key: 'late.txt', bytes: 1 },
      ],
    },
    ['2 objects came, or changed in size, since'],
  ],
])('%s', (_, now, says) => {
  const changed = changedSince(manifest, { rows: {}, objects: [], ...now })
  expect(changed).toEqual(says)
  // A key may tell of a person, and this is said on a pull request.
  expect(changed.join()).not.toContain('ria')
})
