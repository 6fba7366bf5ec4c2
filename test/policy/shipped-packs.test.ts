import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { admit } from '../../src/capacity/admission.ts'
import { tenantScope } from '../../src/expression/tenant-scope.ts'
import { checkPolicies } from '../../src/policy/check-policies.ts'
import { parsePolicies } from '../../src/policy/parse-policies.ts'
import { runRuleTests } from '../../src/policy/run-rule-tests.ts'
import { renderMoneyInWords } from '../../src/tenant/money.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { parseSettings } from '../../src/tenant/settings-file.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aFile } from '../builders.ts'

const root = join(import.meta.dirname, '../..')
const shipped = (path: string) => aFile(path, readFileSync(join(root, path)))
const packs = ['gdpr', 'house'].map((name) => shipped(`.github/landlord/policies/${name}.yml`))
const { policies, findings: flaws } = parsePolicies(packs)
const settings = parseSettings(shipped('.github/landlord/settings.yml')).settings!

describe('the packs we ship', () => {
  test('have no flaw', () => {
    expect(flaws).toEqual([])
    expect(policies.flatMap(({ rules }) => rules.map(({ id }) => id))).toHaveLength(9)
  })

  const { runs, findings } = runRuleTests(policies, settings)
  test.each(runs)('$rule: $says', ({ passed }) => {
    expect(passed).toBe(true)
  })

  test('each have a test that they pass and one that they fail', () => {
    expect(findings).toEqual([])
  })

  test.each(packs.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]))(
    '%s never promises what no declaration can show',
    (_, text) => {
      expect(text).not.toMatch(/complian/i)
    },
  )
})

describe('the tenants we ship', () => {
  const tenantOf = (id: string): Tenant => {
    const { tenant, findings } = parseTenant(shipped(`tenants/${id}.yaml`), settings)
    expect(findings).toEqual([])
    return tenant!
  }

  test.each([
    ['sunrise-health', 'gold', '₹15 lakh', true, true, 9],
    ['bazaar-retail', 'silver', '₹6 lakh', false, false, 1],
    ['vidya-school', 'bronze', '₹2 lakh', false, false, 0],
  ])(
    '%s: %s, %s a year, sensitive: %s, across a border: %s',
    (id, tier, yearly, sensitive, crossBorder, satisfied) => {
      const tenant = tenantOf(id)
      const change = { kind: 'onboard', before: undefined, after: tenant } as const
      expect([tenant.tier, renderMoneyInWords(tenant.budget.yearly)]).toEqual([tier, yearly])
      const checked = checkPolicies(policies, {
        tenant,
        file: `tenants/${id}.yaml`,
        change,
        settings,
        on: '2026-11-21',
      })
      expect(checked.findings).toEqual([])
      expect(checked.satisfied).toHaveLength(satisfied)
      expect(tenantScope(tenant, change, settings).values.data).toMatchObject({ sensitive, crossBorder })
    },
  )

  test('fit into the pools together', () => {
    const tenants = ['sunrise-health', 'bazaar-retail', 'vidya-school'].map(tenantOf)
    expect(
      admit(
        settings.pools,
        tenants,
        tenants.map((after) => ({ before: undefined, after })),
      ).findings,
    ).toEqual([])
  })
})
