import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { admit } from '../../src/capacity/admission.ts'
import { tenantScope } from '../../src/expression/tenant-scope.ts'
import { checkPolicies } from '../../src/policy/check-policies.ts'
import { parsePolicies } from '../../src/policy/parse-policies.ts'
import { runRuleTests } from '../../src/policy/run-rule-tests.ts'
import { renderMoneyInWords } from '../../src/tenant/money.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { parseSettings } from '../../src/tenant/settings/file.ts'
import type { DataProfile, Tenant } from '../../src/tenant/tenant.ts'
import { aFile, aTenant } from '../builders.ts'
import { anyData, some } from './any-data.ts'

const root = join(import.meta.dirname, '../..')
const shipped = (path: string) => aFile(path, readFileSync(join(root, path)))
const packs = ['dpdpa', 'gdpr', 'hipaa', 'house', 'pci-dss', 'sox'].map((name) =>
  shipped(`.github/landlord/policies/${name}.yml`),
)
const { policies, findings: flaws } = parsePolicies(packs)
const settings = parseSettings(shipped('.github/landlord/settings.yml')).settings!

describe('the packs we ship', () => {
  test('have no flaw', () => {
    expect(flaws).toEqual([])
    expect(policies.flatMap(({ rules }) => rules.map(({ id }) => id))).toHaveLength(47)
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

test('every rule can be decided for every declaration, whatever is left out', () => {
  fc.assert(
    fc.property(
      anyData,
      some('champion', 'breach', 'dpo'),
      fc.constantFrom(...Object.keys(settings.regions)),
      (data, roles, region) => {
        const contacts = Object.fromEntries(roles.map((role) => [role, `${role}@acme.example`]))
        const tenant = aTenant({ region, contacts, data: data as DataProfile })
        const change = { kind: 'onboard', before: undefined, after: tenant } as const
        const subject = { tenant, file: 'tenants/x.yaml', change, settings, on: '2027-06-01' }
        const { findings } = checkPolicies(policies, subject)
        expect(findings.filter(({ file }) => file !== 'tenants/x.yaml')).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})

describe('where data lies', () => {
  /** Rules that an ordinary tenant with data of people in the EU breaks by its region alone. */
  const broken = (region: string): readonly string[] => {
    const { tenant } = parseTenant(shipped('tenants/vidya-school.yaml'), settings)
    const after = { ...tenant!, region, data: { ...tenant!.data, subjects: ['EU'] } }
    const change = { kind: 'onboard', before: undefined, after } as const
    const subject = { tenant: after, file: 'x', change, settings, on: '2026-11-21' }
    return checkPolicies(policies, subject).findings.map(({ rule }) => rule)
  }

  test.each([
    ['Dublin is in the EEA', 'eu-west-1', []],
    ['London is not, though adequate', 'eu-west-2', ['house/eu-residency']],
    ['nor is Zürich, though it is called eu-central', 'eu-central-2', ['house/eu-residency']],
    ['Tokyo is adequate', 'ap-northeast-1', ['house/eu-residency']],
    ['Virginia needs a safeguard', 'us-east-1', ['gdpr/storage-safeguard', 'house/eu-residency']],
    ['so does Mumbai', 'ap-south-1', ['gdpr/storage-safeguard', 'house/eu-residency']],
    ['and Singapore', 'ap-southeast-1', ['gdpr/storage-safeguard', 'house/eu-residency']],
  ])('%s', (_, region, rules) => {
    expect(broken(region)).toEqual(rules)
  })

  test('every region says what its jurisdiction rests on, and when that was looked at', () => {
    const unsaid = Object.entries(settings.regions).filter(([, at]) => !at.source || !at.reviewedOn)
    expect(unsaid).toEqual([])
    expect(Object.keys(settings.regions)).toHaveLength(34)
  })
})

describe('the tenants we ship', () => {
  const tenantOf = (id: string): Tenant => {
    const { tenant, findings } = parseTenant(shipped(`tenants/${id}.yaml`), settings)
    expect(findings).toEqual([])
    return tenant!
  }

  test.each([
    ['sunrise-health', 'gold', '₹15 lakh', true, true, 29],
    ['bazaar-retail', 'silver', '₹6 lakh', false, false, 8],
    ['vidya-school', 'bronze', '₹2 lakh', false, false, 1],
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

  test.each(['2027-05-13', '2030-01-01'])('break no rule that only warns today, on %s', (on) => {
    for (const id of ['sunrise-health', 'bazaar-retail', 'vidya-school']) {
      const tenant = tenantOf(id)
      const change = { kind: 'change', before: tenant, after: tenant } as const
      expect(checkPolicies(policies, { tenant, file: id, change, settings, on }).findings).toEqual([])
    }
  })

  test('fit into the pools together', () => {
    const tenants = ['sunrise-health', 'bazaar-retail', 'vidya-school'].map(tenantOf)
    const changes = tenants.map((after) => ({ before: undefined, after }))
    expect(admit({ pools: settings.pools, tenants, changes, on: '2026-11-21' }).findings).toEqual([])
  })
})
