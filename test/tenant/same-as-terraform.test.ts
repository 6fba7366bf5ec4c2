import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { tenantFileLimits } from '../../src/tenant/yaml/document.ts'
import { readYaml } from '../../src/tenant/yaml/file.ts'
import { aFile } from '../builders.ts'
import { onPath } from '../moto.ts'
import { exampleIds, exampleText } from './examples.ts'

/**
 * Terraform reads the very file that we judged, with a YAML reader of its own. What passes us must mean the same
 * there, or a rule could be satisfied by one reading and the tenant built from the other.
 */
const terraform = onPath('terraform') ?? onPath('tofu')
const withTerraform = terraform === undefined ? test.skip : test
const folder = mkdtempSync(join(tmpdir(), 'landlord-yaml-'))
afterAll(() => rmSync(folder, { recursive: true }))

function readByTerraform(text: string): unknown {
  writeFileSync(join(folder, 'tenant.yaml'), text)
  const { TF_CLI_CONFIG_FILE: _, ...env } = process.env
  const ran = spawnSync(terraform ?? '', ['console'], {
    cwd: folder,
    env,
    input: 'base64encode(jsonencode(yamldecode(file("tenant.yaml"))))\n',
    encoding: 'utf8',
  })
  const line = ran.stdout.trim().split('\n').at(-1) ?? ''
  return JSON.parse(Buffer.from(line.replaceAll('"', ''), 'base64').toString('utf8'))
}

withTerraform.each(exampleIds)('%s means the same to Terraform', (id) => {
  const yaml = readYaml(aFile(`tenants/${id}.yaml`, exampleText(id)), tenantFileLimits)
  expect(yaml.findings).toEqual([])
  expect(readByTerraform(exampleText(id))).toEqual(JSON.parse(JSON.stringify(yaml.value)))
})

const scalars = `
true True TRUE false ~ null Null NULL "" 0 12 -12 1.0 1.50 1500000.50 1_000 1_000.5
1,000 1:30 190:20:30 0b11 0x_1 0_7 NaN = "\\u0041" 'it''s' "a\\tb" "a\\x41" a#b
[a,b] {a:b} 1e . .. 0b 1__0 + _ +_ .5x 0o 0x -.5x 1.2.3
`
  .trim()
  .split(/\s+/)

withTerraform('so does every scalar that is read at all', () => {
  const text = scalars.map((scalar, index) => `k${index}: ${scalar}`).join('\n')
  const ours = readYaml(aFile('tenants/x.yaml', text), tenantFileLimits)
  expect(ours.findings.map(({ line, says }) => `${scalars[line - 1] ?? ''}: ${says}`)).toEqual([])
  expect(readByTerraform(text)).toEqual(JSON.parse(JSON.stringify(ours.value)))
})

test.each(
  'y Y yes Yes YES n N no No NO on On ON off Off OFF 2026-01-01 2026-1-1 2026-01-01T10:00:00Z 2026-01-01t1:2:3'.split(
    ' ',
  ),
)('%s is read otherwise by Terraform, so it needs quotes', (scalar) => {
  const read = (text: string) => readYaml(aFile('tenants/x.yaml', text), tenantFileLimits)
  expect(read(`k: ${scalar}`).findings.map(({ rule }) => rule)).toEqual(['yaml/ambiguous'])
  expect(read(`k: "${scalar}"`)).toMatchObject({ findings: [], value: { k: scalar } })
})
