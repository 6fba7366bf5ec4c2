import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseApprovers } from '../../src/approvals/parse-approvers.ts'
import { parsePolicies } from '../../src/policy/parse-policies.ts'
import { runRuleTests } from '../../src/policy/run-rule-tests.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { aFile, aSettings } from '../builders.ts'
import { codeSpans, fences, read, root, tableRows } from './document.ts'

const guide = read('docs/guides/policies.md')
const [pack = '', waivers = ''] = fences(guide, 'yaml')

test('the example of a pack has no flaw, and its tests pass', () => {
  const { policies, findings } = parsePolicies([aFile('.github/landlord/policies/town.yml', pack)])
  expect(findings).toEqual([])
  const { runs, findings: flaws } = runRuleTests(policies, aSettings())
  expect(runs.length).toBeGreaterThan(2)
  expect(flaws).toEqual([])
})

test('the example of a waiver may stand in a tenant file', () => {
  const file = aFile('tenants/vidya-school.yaml', read('tenants/vidya-school.yaml') + waivers)
  const { tenant, findings } = parseTenant(file, aSettings())
  expect(findings).toEqual([])
  expect(tenant?.waivers).toHaveLength(1)
})

test('the example of its seat is the one that the estate has', () => {
  const [seat = ''] = fences(guide, 'approvers')
  expect(parseApprovers(aFile('.github/landlord/APPROVERS', seat)).findings).toEqual([])
  expect(read('.github/landlord/APPROVERS')).toContain(seat)
})

test('the table names the packs that are shipped', () => {
  const named = tableRows(guide).flatMap(([cell = '']) => codeSpans(cell))
  const shipped = readdirSync(join(root, '.github/landlord/policies')).map((file) => file.replace('.yml', ''))
  expect(named.toSorted()).toEqual(shipped.toSorted())
})

test('no document says that a satisfied rule is obedience to the law', () => {
  expect(guide).not.toMatch(/complian(t|ce with)/i)
})
