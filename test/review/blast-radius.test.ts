import { describe, expect, test } from '@jest/globals'
import { renderBlastRadius } from '../../src/review/blast-radius/comment.ts'
import { evaluateBlastRadius, type RuleChange } from '../../src/review/blast-radius/evaluate.ts'
import type { Bounds } from '../../src/review/blast-radius/side.ts'
import { renderComment } from '../../src/review/comment/comment.ts'
import { evaluate } from '../../src/review/evaluate.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { aFile } from '../builders.ts'
import { expectGolden } from '../golden.ts'
import { aChangedFile, anAddedFile, anInput, estateRules, estateTenants, tenantText } from './an-estate.ts'

const rulePath = (name: string) => `.github/landlord/${name}`
const textOf = (name: string) =>
  new TextDecoder().decode(estateRules.find(({ path }) => path === rulePath(name))?.bytes)

/** The shipped rules with one of their files changed; what is replaced has to be there. */
function withEdit(name: string, from: string | RegExp, to: string): readonly EstateFile[] {
  const text = textOf(name)
  const edited = text.replace(from, to)
  expect(edited).not.toBe(text)
  return estateRules.map((file) => (file.path === rulePath(name) ? aFile(file.path, edited) : file))
}

const compare = (after: readonly EstateFile[], over: Partial<RuleChange> = {}, bounds?: Bounds) => {
  const radius = evaluateBlastRadius(
    { before: estateRules, after, tenants: estateTenants, on: '2026-11-21', today: '2026-11-21', ...over },
    bounds,
  )
  if (radius === undefined) throw new Error('one of the two sets of rules is broken')
  return radius
}

/** A pack of one rule. */
const pack = (fields: string, name = 'town') => `apiVersion: landlord/v1
name: ${name}
basis: house
rules:
  - id: short-memory
${fields.replaceAll(/^/gm, '    ')}
    says: Data is kept for more than a year.
    fix: Set \`data.retentionDays\` to 365 or less.
    source: House rule 7
    pointer: /data/retentionDays
    tests:
      - { says: a year, tenant: { data: { retentionDays: 365 } }, expect: pass }
      - { says: longer, tenant: { data: { retentionDays: 366 } }, expect: fail }
`
const shortMemory = `expression: '!has(data.retentionDays) || data.retentionDays <= 365'\neffectiveFrom: 2026-01-01`
const withPack = (text: string) => [...estateRules, aFile(rulePath('policies/town.yml'), text)]

test('the same rules, and other comments, change nothing', () => {
  expect(compare(estateRules)).toMatchObject({ tenants: 3, compared: 3, affected: [], pools: [], later: [] })
  const commented = estateRules.map((file) =>
    aFile(file.path, new TextDecoder().decode(file.bytes) + '\n# A word.\n'),
  )
  expect(compare(commented)).toMatchObject({ affected: [], pools: [], later: [] })
})

describe('policies', () => {
  test('a new rule refuses who passes today, and names the rule', () => {
    const { affected } = compare(withPack(pack(shortMemory)))
    expect(affected.map(({ tenant, gate }) => [tenant, gate])).toEqual([
      ['bazaar-retail', { before: 'passes', after: 'refused' }],
      ['sunrise-health', { before: 'passes', after: 'refused' }],
    ])
    expect(affected[0]?.findings).toEqual([
      expect.objectContaining({ rule: 'town/short-memory', before: undefined, after: 'deny' }),
    ])
  })

  test('and taken away again it lets them pass', () => {
    const { affected } = compare(estateRules, { before: withPack(pack(shortMemory)) })
    expect(affected.map(({ gate }) => gate)).toEqual([
      { before: 'refused', after: 'passes' },
      { before: 'refused', after: 'passes' },
    ])
  })

  test('from a warning to a denial is before → after of one rule', () => {
    const { affected } = compare(withPack(pack(shortMemory)), {
      before: withPack(pack(`${shortMemory}\nseverity: warn`)),
    })
    expect(affected[0]?.findings).toEqual([expect.objectContaining({ before: 'warn', after: 'deny' })])
  })

  test('a rule of next year is named with its day, and seen by whoever looks at that day', () => {
    const later = withPack(pack(shortMemory.replace('2026-01-01', '2027-01-01')))
    expect(compare(later)).toMatchObject({
      affected: [],
      later: [{ rule: 'town/short-memory', from: '2027-01-01' }],
    })
    const then = compare(later, { today: '2027-01-01', on: '2027-01-01' })
    expect([then.affected.length, then.later]).toEqual([2, []])
  })

  test('another wording is no other verdict', () => {
    const { affected } = compare(withPack(pack(shortMemory).replace('more than', 'over')), {
      before: withPack(pack(shortMemory)),
    })
    expect(affected).toEqual([])
  })
})

describe('APPROVERS', () => {
  test('a lower threshold opens a seat', () => {
    const { affected } = compare(withEdit('APPROVERS', 'lakh(10)', 'lakh(5)'))
    expect(affected).toEqual([
      expect.objectContaining({ tenant: 'bazaar-retail', seats: { opened: ['CFO'], closed: [] } }),
    ])
  })

  test('the same seat for other people says whose it is', () => {
    const { affected } = compare(withEdit('APPROVERS', '@acme/cfo', '@acme/finance'))
    expect(affected.map(({ tenant, seats }) => [tenant, seats])).toEqual([
      ['sunrise-health', { opened: ['CFO (@acme/finance)'], closed: ['CFO (@acme/cfo)'] }],
    ])
  })
})

describe('settings', () => {
  test('a tier with more storage takes more of the pool; what is used costs what it did', () => {
    const radius = compare(
      withEdit('settings.yml', /^# tiers:$/m, 'tiers: {gold: {quotas: {storageGiB: 5000}}}\n# tiers:'),
    )
    const gold = radius.affected.find(({ tenant }) => tenant === 'sunrise-health')
    expect(gold?.monthly).toBeUndefined()
    expect(radius.pools).toEqual([
      expect.objectContaining({
        pool: 'ireland',
        resource: 'storageGiB',
        before: expect.objectContaining({ claimed: 500 }),
        after: expect.objectContaining({ claimed: 5000 }),
      }),
    ])
  })

  test('a region that loses its adequacy is another verdict', () => {
    const { affected } = compare(
      withEdit('settings.yml', /(eu-west-1: .*)jurisdiction: eea/, '$1jurisdiction: none'),
    )
    expect(affected.find(({ tenant }) => tenant === 'sunrise-health')?.gate).toEqual({
      before: 'passes',
      after: 'refused',
    })
  })

  test('a smaller pool is said once, of the pool', () => {
    const { pools, affected } = compare(
      withEdit('settings.yml', 'queriesPerMinute: 20000', 'queriesPerMinute: 500'),
    )
    expect(affected).toEqual([])
    expect(pools).toEqual([expect.objectContaining({ pool: 'ireland', resource: 'queriesPerMinute' })])
    expect(pools[0]?.after?.limit).toBe(600)
  })

  test('without a pool its tenants have no home', () => {
    const settings = textOf('settings.yml').replace(/ {2}- name: ireland\n(?: {4}.*\n)+/, '')
    const { affected, pools } = compare(
      estateRules.map((file) => (file.path === rulePath('settings.yml') ? aFile(file.path, settings) : file)),
    )
    expect(affected.map(({ findings }) => findings.map(({ rule }) => rule))).toContainEqual([
      'capacity/no-pool',
    ])
    expect(pools.every(({ after }) => after === undefined)).toBe(true)
  })
})

describe('prices and rates', () => {
  test('a dearer dollar makes every tenant dearer, and the total says by how much', () => {
    const { affected, monthly } = compare(withEdit('exchange-rates.yml', '84.10', '100.00'))
    expect(affected).toHaveLength(3)
    expect(affected.every(({ gate }) => gate === undefined)).toBe(true)
    expect(monthly && monthly.after.minor > monthly.before.minor).toBe(true)
  })
})

describe('bounded', () => {
  test('a rule that works hard ends the comparison early, and that is said', () => {
    const ten = '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]'
    const loop = `${ten}.all(a, ${ten}.all(b, ${ten}.all(c, a + b + c > 0)))`
    const hard = withPack(pack(`expression: '${loop}'\neffectiveFrom: 2026-01-01`))
    const school = tenantText('vidya-school')
    const tenants = Array.from({ length: 300 }, (_, at) =>
      aFile(`tenants/school-${at}.yaml`, school.replace(/^id: .*$/m, `id: school-${at}`)),
    )
    const radius = compare(hard, { tenants }, { tenants: 1000, steps: 1_000_000 })
    expect(radius.compared).toBeGreaterThan(0)
    expect(radius.compared).toBeLessThan(300)
    expect(renderBlastRadius(radius, 10)).toContain(`Only the first ${radius.compared} of 300 were looked at`)
  })

  test('broken rules are not compared: their findings say why', () => {
    expect(
      evaluateBlastRadius({
        before: estateRules,
        after: withPack('name: ['),
        tenants: estateTenants,
        on: '2026-11-21',
        today: '2026-11-21',
      }),
    ).toBeUndefined()
  })
})

describe('in the comment', () => {
  const approvers = aChangedFile(
    rulePath('APPROVERS'),
    textOf('APPROVERS'),
    textOf('APPROVERS').replace('lakh(10)', 'lakh(5)'),
  )

  test('of a pull request that changes a policy and APPROVERS', () => {
    const files = [approvers, anAddedFile(rulePath('policies/town.yml'), pack(shortMemory))]
    // Without a pull request the comment has no digest, which moves with every rule file.
    const verdict = evaluate(anInput(files, { neighbours: estateTenants, pull: undefined }))
    expectGolden('review/blast-radius.md', renderComment(verdict).body)
  })

  test('of one that changes no verdict', () => {
    const text = textOf('settings.yml')
    const file = aChangedFile(rulePath('settings.yml'), text, `${text}\n# A word.\n`)
    const verdict = evaluate(anInput([file], { neighbours: estateTenants }))
    expect(renderComment(verdict).body).toContain('**None of 3 tenants would be judged differently.**')
  })

  test('a tenant is judged as it will stand beside the new rules', () => {
    const mended = tenantText('bazaar-retail').replace(/retentionDays: \d+/, 'retentionDays: 300')
    const files = [
      anAddedFile(rulePath('policies/town.yml'), pack(shortMemory)),
      aChangedFile('tenants/bazaar-retail.yaml', tenantText('bazaar-retail'), mended),
    ]
    const { blastRadius } = evaluate(anInput(files, { neighbours: estateTenants }))
    expect(blastRadius?.affected.map(({ tenant }) => tenant)).toEqual(['sunrise-health'])
  })

  test('a pull request that changes no rule has none', () => {
    const verdict = evaluate(anInput([anAddedFile('README.md', 'x')], { neighbours: estateTenants }))
    expect(verdict.blastRadius).toBeUndefined()
  })

  test('ten thousand tenants fit into it', () => {
    const school = tenantText('bazaar-retail')
    const tenants = Array.from({ length: 300 }, (_, at) =>
      aFile(`tenants/shop-${at}.yaml`, school.replace(/^id: .*$/m, `id: shop-${at}`)),
    )
    const radius = compare(withPack(pack(shortMemory)), { tenants })
    const many = { ...radius, affected: Array.from({ length: 33 }, () => radius.affected).flat() }
    expect(renderBlastRadius(many, 100).length).toBeLessThan(20_000)
  })
})
