import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../src/review/evaluate.ts'
import type { ApprovedRules } from '../../src/review/approved/approved-rules.ts'
import { rulesToKeep } from '../../src/review/approved/rules-to-keep.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { aFile } from '../builders.ts'
import { anAddedFile, anApproval, anInput, estatePeople, estateRules, tenantText } from './an-estate.ts'

/** ₹12 lakh of ordinary data in Mumbai: the CFO alone is asked. And a Terraform file, for the platform team. */
const shop = anAddedFile(
  'tenants/bazaar-retail.yaml',
  tenantText('bazaar-retail').replace('amount: 50000', 'amount: 100000'),
)
const terraform = anAddedFile('terraform/more.tf', '# more\n')
const reviews = [anApproval('carla'), anApproval('pat')]
const people = estatePeople({ authors: ['ria'], reviews })

const judged = (rules: readonly EstateFile[], approvedRules?: ApprovedRules, over = {}) =>
  evaluate(anInput([shop, terraform], { people, rules, ...(approvedRules && { approvedRules }), ...over }))
const first = judged(estateRules)
const seen = rulesToKeep(anInput([shop, terraform], { people }), first)

const edited = (name: string, from: string | RegExp, to: string): readonly EstateFile[] =>
  estateRules.map((file) => {
    if (file.path !== `.github/landlord/${name}`) return file
    const text = new TextDecoder().decode(file.bytes)
    const after = text.replace(from, to)
    if (after === text) throw new Error(`Nothing to replace in ${name}`)
    return aFile(file.path, after)
  })

test('both seats are filled under the rules that were seen', () => {
  expect(first.outcome).toBe('approved')
  expect(Object.keys(seen)).toHaveLength(2)
  expect(judged(estateRules, seen).outcome).toBe('approved')
})

describe('an approval stays where the rules of its seat mean what they meant', () => {
  test.each<[string, readonly EstateFile[]]>([
    ['a comment and an empty line more in APPROVERS', edited('APPROVERS', /^/, '# New words.\n\n')],
    ['another section’s condition', edited('APPROVERS', 'lakh(50) || tier == "gold"', 'lakh(60)')],
    [
      'a comment in the settings, and another region',
      edited('settings.yml', 'currency: INR', '# Ours.\ncurrency: INR').map((file) =>
        file.path.endsWith('settings.yml')
          ? aFile(file.path, new TextDecoder().decode(file.bytes).replace(/country: GB/, 'country: IM'))
          : file,
      ),
    ],
    [
      'another tier’s quotas',
      edited('settings.yml', '# tiers:', 'tiers: {gold: {quotas: {storageGiB: 900}}}\n#'),
    ],
    [
      'what a rule for hospitals wants',
      edited('policies/hipaa.yml', /effectiveFrom: .*/, 'effectiveFrom: 2026-01-01'),
    ],
    ['the words of a rule', edited('policies/dpdpa.yml', /says: .*/, 'says: Said otherwise.')],
  ])('%s', (_, rules) => {
    const verdict = judged(rules, seen)
    expect([verdict.outcome, verdict.approvals.discounted]).toEqual(['approved', []])
  })

  test('time that passes', () => {
    expect(judged(estateRules, seen, { today: '2026-12-24T00:00:00Z' }).outcome).toBe('approved')
  })
})

describe('it lapses where they changed, and says which did', () => {
  const again = 'has changed since: please review again'
  test.each<[string, readonly EstateFile[], string]>([
    [
      'the condition of the seat',
      edited('APPROVERS', 'budget.yearly >= lakh(10)', 'budget.yearly >= lakh(8)'),
      `approved under other rules: what APPROVERS asks CFO ${again}`,
    ],
    [
      'whom it asks',
      edited('APPROVERS', '/tenants/  @acme/cfo', '/tenants/  @acme/cfo @tom'),
      `approved under other rules: what APPROVERS asks CFO ${again}`,
    ],
    [
      'what the tier gives',
      edited('settings.yml', '# tiers:', 'tiers: {silver: {quotas: {storageGiB: 901}}}\n#'),
      `approved under other rules: the tier silver ${again}`,
    ],
    [
      'where the region is',
      edited(
        'settings.yml',
        'ap-south-1: { country: IN, jurisdiction: india',
        'ap-south-1: { country: IN, jurisdiction: none',
      ),
      `approved under other rules: the region ap-south-1 ${again}`,
    ],
    [
      'how much weight a rule has that looks at the tenant',
      edited('policies/house.yml', /(id: cost-centre-form\n +severity:) warn/, '$1 info'),
      `approved under other rules: the rule house/cost-centre-form ${again}`,
    ],
    [
      'the line, and with it the seat',
      edited('APPROVERS', '/tenants/  @acme/cfo', '/tenants/baz*  @acme/cfo'),
      'approved before CFO was asked by the rules in force now: please review again',
    ],
  ])('%s', (_, rules, why) => {
    const verdict = judged(rules, seen)
    expect(verdict.outcome).toBe('waiting')
    expect(verdict.approvals.discounted).toEqual([{ login: 'carla', why }])
  })

  test('the terraform file’s approval is none of it', () => {
    const rules = edited('settings.yml', '# tiers:', 'tiers: {silver: {quotas: {storageGiB: 901}}}\n#')
    const states = judged(rules, seen).approvals.seats.map(({ name, state }) => [name, state.state])
    expect(states).toEqual([
      ['CFO', 'open'],
      ['Infrastructure', 'filled'],
    ])
  })

  test('an approval that comes afterwards counts', () => {
    const rules = edited('settings.yml', '# tiers:', 'tiers: {silver: {quotas: {storageGiB: 901}}}\n#')
    const later = { ...anApproval('carla'), submittedAt: '2026-11-22T10:00:00Z' }
    const asked = { people: { ...people, reviews: [...reviews, later] } }
    expect(judged(rules, seen, asked).outcome).toBe('approved')
  })
})

test('under broken rules nothing is noted: nobody was asked for anything', () => {
  const rules = edited('APPROVERS', '[CFO] when', '[CFO] wen')
  const input = anInput([shop], { people, rules })
  expect(rulesToKeep(input, evaluate(input))).toEqual({})
})

describe('an approval of a budget is good up to what its cost centre took on besides', () => {
  const small = (id: string) => {
    const text = tenantText('bazaar-retail').replace('amount: 50000', 'amount: 75000')
    return aFile(`tenants/${id}.yaml`, text.replace('id: bazaar-retail', `id: ${id}`))
  }
  const together = edited('settings.yml', 'distinct: true', 'cumulative: true\n  distinct: true')
  const merged = (...ids: readonly string[]) => ({ neighbours: ids.map(small), earlier: [] })
  const approvedBeside = (...ids: readonly string[]) => {
    const over = { people, rules: together, ...merged(...ids) }
    const input = anInput([shop, terraform], over)
    return rulesToKeep(input, evaluate(input))
  }

  test('small ones that are merged beside it afterwards ask its seat again, and no other', () => {
    const { outcome, approvals } = judged(together, approvedBeside(), merged('corner-shop'))
    expect(outcome).toBe('waiting')
    expect(approvals.discounted).toEqual([
      {
        login: 'carla',
        why: 'approved while cost centre CC-1042 took on ₹0 a year besides, and now it is ₹9,00,000: please review again',
      },
    ])
  })
  test.each<[string, readonly string[], readonly string[]]>([
    ['the same', ['corner-shop'], ['corner-shop']],
    ['less', ['corner-shop', 'street-shop'], ['corner-shop']],
  ])('%s keeps it', (_, then, now) => {
    expect(judged(together, approvedBeside(...then), merged(...now)).outcome).toBe('approved')
  })
})
