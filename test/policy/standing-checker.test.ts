import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { generateTenants } from '../../scripts/bench/check-estate.ts'
import { fingerprints, madeOf } from '../../src/expression/made-of.ts'
import { tenantScope } from '../../src/expression/tenant-scope.ts'
import { checkPolicies } from '../../src/policy/check-policies.ts'
import { parsePolicies } from '../../src/policy/parse-policies.ts'
import { standingChecker } from '../../src/policy/standing-checker.ts'
import { tellFault } from '../../src/tenant/fault.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { parseSettings } from '../../src/tenant/settings/file.ts'
import type { DataProfile, Tenant } from '../../src/tenant/tenant.ts'
import { aFile, aTenant } from '../builders.ts'
import { estateRules } from '../review/an-estate.ts'
import { anyData } from './any-data.ts'

const settings = parseSettings(estateRules.find(({ path }) => path.endsWith('settings.yml'))).settings!
const generated = generateTenants(300).flatMap(
  ({ path, text }) => parseTenant(aFile(path, text), settings).tenant ?? [],
)
const on = '2027-06-01'
const standing = (tenant: Tenant) => ({ kind: 'change', before: tenant, after: tenant }) as const

/** Asks for what only one tenant has, for an error, and for a name that two variables share. */
const odd = aFile(
  '.github/landlord/policies/odd.yml',
  `apiVersion: landlord/v1
name: odd
basis: house
rules:
${[
  `id.endsWith("-7") || budget.yearly > lakh(10)`,
  `data.retentionDays < 800`,
  `features.yearly`,
  `data.subjects.exists(region, region == "IN") || region == "eu-west-1"`,
  `change.kind == "change" && today > "2027" && size(waivers) == 0`,
]
  .map(
    (expression, index) => `  - id: rule-${index}
    expression: ${JSON.stringify(expression)}
    says: It does not hold.
    messageExpression: '"Not of " + id'
    fix: None.
    source: None
    effectiveFrom: 2026-01-01
    tests:
      - { says: one, tenant: {}, expect: pass }`,
  )
  .join('\n')}`,
)
const { policies, findings: flaws } = parsePolicies([...estateRules, odd])

describe('many tenants under the same rules', () => {
  test('come to what each comes to alone', () => {
    expect(flaws).toEqual([])
    expect(generated).toHaveLength(300)
    const check = standingChecker(policies, { settings, on, printOf: fingerprints() })
    const alone = (tenant: Tenant, file: string) =>
      checkPolicies(policies, { tenant, file, change: standing(tenant), settings, on }).findings
    const together = generated.map((tenant) => {
      const { findings, faults } = check(tenant, `tenants/${tenant.id}.yaml`)
      return [...findings, ...faults.map((fault) => tellFault(fault, [tenant.id]))]
    })
    expect(together).toEqual(generated.map((tenant) => alone(tenant, `tenants/${tenant.id}.yaml`)))
    // Some hold, some do not, and some cannot be said.
    expect(new Set(together.map(({ length }) => length)).size).toBeGreaterThan(2)
    expect(together.flat().some(({ says }) => says.includes('could not be decided'))).toBe(true)
  })

  test.each([...madeOf])('%s is made of nothing but %j', (variable, fields) => {
    const values = (tenant: Tenant) => tenantScope(tenant, standing(tenant), settings, on).values[variable]
    const other = generated.map((tenant) => ({ ...tenant, id: `${tenant.id}-x` }))
    const anyTenant = fc
      .tuple(fc.constantFrom(...generated, ...other), anyData)
      .map(([tenant, data]) => aTenant({ ...tenant, data: data as DataProfile }))
    fc.assert(
      fc.property(anyTenant, anyTenant, (one, another) => {
        const alike = Object.fromEntries(fields.map((field) => [field, one[field]]))
        expect(values({ ...another, ...alike })).toEqual(values(one))
      }),
      { numRuns: 50 },
    )
  })
})
