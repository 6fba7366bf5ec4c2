import { describe, expect, test } from '@jest/globals'
import { mendFile } from '../../src/tenant/mend/mend-file.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { aFile, aSettings } from '../builders.ts'

const path = 'tenants/acme-retail.yaml'
const old = `# Kept from the first draft.
apiVersion: landlord/v1alpha1 # soon v1
tenantId: acme-retail
name: Acme Retail
status: active

tier: silver
region: eu-west-1
owner: ria@acme.example
businessUnit: retail
costCentre: "CC-1042"
glCode: '6100-200'
annualBudget: 600000.50 # rupees
data: { classification: internal }
`
const read = (text: string) => parseTenant(aFile(path, text), aSettings())

describe('an older file', () => {
  test('is refused with the fix, and by nothing else', () => {
    expect(read(old)).toMatchObject({
      tenant: undefined,
      findings: [
        {
          rule: 'tenant/old-version',
          severity: 'deny',
          line: 2,
          column: 13,
          fix: 'Run `landlord check --fix`, which moves it and keeps the rest.',
        },
      ],
    })
  })

  test('is moved with its comments, its order and its quotes', () => {
    const { bytes } = mendFile(aFile(path, old), read(old).findings)!
    expect(new TextDecoder().decode(bytes)).toBe(`# Kept from the first draft.
apiVersion: landlord/v1 # soon v1
id: acme-retail
name: Acme Retail
lifecycle: active

tier: silver
region: eu-west-1
owner: ria@acme.example
businessUnit: retail
costCenter: "CC-1042"
glCode: '6100-200'
budget: { amount: 600000.50, currency: INR, period: year } # rupees
data: { classification: internal }
`)
    const { tenant, findings } = parseTenant(aFile(path, bytes), aSettings())
    expect(findings).toEqual([])
    expect(tenant?.budget.yearly).toEqual({ currency: 'INR', minor: 60_000_050n })
  })

  test.each([
    [
      'a budget that was never a number',
      'annualBudget: 600000.50',
      'annualBudget: 6 lakh',
      '`annualBudget` is not a plain number',
    ],
    [
      'both the old and the new name',
      'tenantId: acme-retail',
      'tenantId: a\nid: acme-retail',
      '`tenantId` cannot be rewritten on its line, or `id` is there already',
    ],
  ])('is left to a person: %s', (_, from, to, hinders) => {
    expect(old).toContain(from)
    const [finding, ...more] = read(old.replace(from, to)).findings
    expect(more).toEqual([])
    expect(finding?.mend).toBeUndefined()
    expect(finding?.fix).toBe(`Move it by hand (docs/guides/tenant-file.md says how): ${hinders}.`)
  })
})

test.each(['landlord/v2', 'landlord/v1beta3'])('%s is refused, with what to do', (version) => {
  expect(read(old.replace('landlord/v1alpha1', version)).findings).toMatchObject([
    {
      rule: 'tenant/unknown-version',
      severity: 'deny',
      says: `This file is written for \`${version}\`, which this Landlord does not know; it reads \`landlord/v1\`.`,
      fix: 'Update Landlord if this version is newer, or write the file as `landlord/v1` describes it.',
    },
  ])
})
