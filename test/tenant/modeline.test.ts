import { expect, test } from '@jest/globals'
import { mendFile } from '../../src/tenant/mend/mend-file.ts'
import { modelineFindings } from '../../src/tenant/mend/modeline.ts'
import { aFile } from '../builders.ts'

const line = '# yaml-language-server: $schema=../schemas/tenant.schema.json'
const withLine = aFile('tenants/one.yaml', `# Ours\n${line}\r\nid: one\n`)
const without = aFile('tenants/two.yaml', '# Two\r\nid: two\r\n')
const find = (files: Parameters<typeof modelineFindings>[0], others = files) =>
  modelineFindings(files, { others, findings: [] })

test('a file without the line of the others is offered it, in its own line ends', () => {
  const findings = find([without], [withLine])
  expect(findings).toMatchObject([{ rule: 'tenant/no-modeline', severity: 'info', file: without.path }])
  const { bytes } = mendFile(without, findings)!
  expect(new TextDecoder().decode(bytes)).toBe(`${line}\r\n# Two\r\nid: two\r\n`)
  expect(find([aFile(without.path, bytes), withLine])).toEqual([])
})

test('an estate that does without is left alone', () => {
  expect(find([without, aFile('tenants/three.yaml', 'id: three\n')])).toEqual([])
})

test('a line that would do something else than name a schema is not passed on', () => {
  expect(find([without], [aFile('tenants/one.yaml', `${line} disable\nid: one\n`)])).toEqual([])
})

test('what cannot be read, was not read, or is no tenant has no need of it', () => {
  const broken = { rule: 'yaml/syntax', file: without.path } as never
  expect(modelineFindings([without], { others: [withLine], findings: [broken] })).toEqual([])
  expect(find([{ ...without, bytes: undefined }], [withLine])).toEqual([])
  expect(find([aFile('.github/landlord/settings.yml', 'x: 1\n')], [withLine])).toEqual([])
})
