import { expect, test } from '@jest/globals'
import { approvalDigest, type DigestInputs } from '../../src/approvals/digest.ts'

const inputs: DigestInputs = {
  files: [
    { path: 'tenants/a.yaml', blob: '1' },
    { path: 'tenants/b.yaml', blob: undefined },
  ],
  rules: [{ path: '.github/landlord/APPROVERS', blob: '3' }],
}

test('the order of the files does not matter', () => {
  expect(approvalDigest({ ...inputs, files: inputs.files.toReversed() })).toBe(approvalDigest(inputs))
  expect(approvalDigest(inputs)).toMatch(/^[0-9a-f]{64}$/)
})

test.each<[string, Partial<DigestInputs>]>([
  [
    'a file changes',
    {
      files: [
        { path: 'tenants/a.yaml', blob: '2' },
        { path: 'tenants/b.yaml', blob: undefined },
      ],
    },
  ],
  ['a file is added', { files: [...inputs.files, { path: 'tenants/c.yaml', blob: '1' }] }],
  ['a file goes', { files: inputs.files.slice(0, 1) }],
  [
    'a removed file comes back',
    {
      files: [
        { path: 'tenants/a.yaml', blob: '1' },
        { path: 'tenants/b.yaml', blob: '9' },
      ],
    },
  ],
  ['a rule changes', { rules: [{ path: '.github/landlord/APPROVERS', blob: '4' }] }],
  [
    'a file turns into a rule',
    { files: inputs.files.slice(1), rules: [...inputs.rules, { path: 'tenants/a.yaml', blob: '1' }] },
  ],
])('it is another when %s', (_what, fields) => {
  expect(approvalDigest({ ...inputs, ...fields })).not.toBe(approvalDigest(inputs))
})
