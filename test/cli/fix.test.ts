import { describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import checkSchema from '../../schemas/check.schema.json' with { type: 'json' }
import { anEstate, type Estate } from './estate.ts'

const mark = '\uFEFF'
/** Three certain slips (one of them behind another), one that a person has to decide, odd spaces and a comment. */
const wrong = `${mark}# Asha's shop
apiVersion: landlord/v1
id: asha-shop
name:   Asha   # her own
tier: Silver
region: ap-south-1
owner: ria@acme.example
businessUnit: retail
costCentre: 1042
glCode: '6100-200'
budget: { amount: 600000, currency: INR }
data: { classification: internal }
flavour: mint
`
const right = wrong.replace('tier: Silver', 'tier: silver').replace('costCentre: 1042', "costCenter: '1042'")
const path = 'tenants/asha-shop.yaml'

const settings = `apiVersion: landlord/v1
regions:
  ap-south-1: { country: IN, jurisdiction: india }
pools:
  - name: mumbai
    region: ap-south-1
    capacity: { queriesPerMinute: 30000, documentsPerMonth: 3000000, storageGiB: 30000 }
`

async function anEstateWith(text: string): Promise<Estate> {
  const estate = await anEstate({})
  await writeFile(join(estate.folder, '.github/landlord/APPROVERS'), '[Platform]\n* @acme/platform\n')
  await writeFile(join(estate.folder, '.github/landlord/settings.yml'), settings)
  await writeFile(join(estate.folder, path), text)
  return estate
}
const textOf = ({ folder }: Estate) => readFile(join(folder, path), 'utf8')

describe('landlord check --fix', () => {
  test('mends what is certain, byte for byte nothing else, says both, and is done after once', async () => {
    const estate = await anEstateWith(wrong)
    const first = await estate.landlord(['check', '--fix', path])
    expect(await textOf(estate)).toBe(right)
    expect(first.code).toBe(1)
    expect(first.stdout).toContain('`flavour` is not a field that exists here.')
    expect(first.stderr.split('\n')).toEqual([
      'mended tenants/asha-shop.yaml:5:7  The estate has no tier `Silver`; it has `gold`, `silver`, `bronze`.  tenant/unknown-tier',
      'mended tenants/asha-shop.yaml:9:1  `costCentre` is not a field that exists here.  schema/unknown-key',
      'mended tenants/asha-shop.yaml:9:13  `costCenter` must be a text, not the number `1042`.  schema/type',
      '3 findings mended in 1 file.',
      '1 tenant checked: 1 error, 0 warnings.',
      '',
    ])
    const second = await estate.landlord(['check', '--fix', path])
    expect(second.stderr).toContain('0 findings mended in 0 files.')
    expect(await textOf(estate)).toBe(right)
  })

  test('--dry-run writes nothing, and its difference is what git would apply', async () => {
    const estate = await anEstateWith(wrong)
    const { stdout, stderr, code } = await estate.landlord(['check', '--fix', '--dry-run'])
    expect(await textOf(estate)).toBe(wrong)
    expect(stderr).toBe('3 findings would be mended in 1 file.\nThen there would be: 1 error, 0 warnings.\n')
    expect(code).toBe(1)
    execFileSync('git', ['-C', estate.folder, 'apply', '-'], { input: stdout })
    expect(await textOf(estate)).toBe(right)
  })

  test('as JSON it says what it mended, and without --fix what it could', async () => {
    const estate = await anEstateWith(wrong)
    const isCheck = new Ajv2020({ strict: false }).compile(checkSchema)
    const looked = JSON.parse((await estate.landlord(['check', '--format', 'json'])).stdout) as unknown
    expect(isCheck(looked)).toBe(true)
    const mends = (looked as { findings: { rule: string; mend?: unknown }[] }).findings.map(
      ({ rule, mend }) => [rule, mend],
    )
    expect(mends).toEqual([
      // The missing one is the mistyped one: it needs no mend of its own.
      ['schema/missing-key', undefined],
      ['tenant/unknown-tier', [{ line: 5, column: 7, endLine: 5, endColumn: 13, text: 'silver' }]],
      ['schema/unknown-key', [{ line: 9, column: 1, endLine: 9, endColumn: 11, text: 'costCenter' }]],
      ['schema/unknown-key', undefined],
    ])
    const fixed = JSON.parse((await estate.landlord(['check', '--fix', '--format', 'json'])).stdout) as {
      mended: unknown[]
      findings: unknown[]
    }
    expect(isCheck(fixed)).toBe(true)
    expect([fixed.mended.length, fixed.findings.length]).toEqual([3, 1])
  })

  test('only the files that were named are touched', async () => {
    const estate = await anEstateWith(wrong)
    await estate.tenant('bee-shop')
    await estate.landlord(['check', '--fix', 'tenants/bee-shop.yaml'])
    expect(await textOf(estate)).toBe(wrong)
  })
})
