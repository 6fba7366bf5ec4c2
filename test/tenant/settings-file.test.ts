import { describe, expect, test } from '@jest/globals'
import { defaultTiers } from '../../src/tenant/settings/default-tiers.ts'
import { parseSettings } from '../../src/tenant/settings/file.ts'
import { resolveNotifications } from '../../src/tenant/settings/notifications.ts'
import { aFile } from '../builders.ts'
import { shipped } from './examples.ts'

const path = '.github/landlord/settings.yml'
const small = `apiVersion: landlord/v1
regions:
  eu-west-1: { country: IE, jurisdiction: eea }
pools:
  - name: ireland
    region: eu-west-1
    capacity: { queriesPerMinute: 10, documentsPerMonth: 20, storageGiB: 30 }
`
const parse = (text: string) => {
  const { settings, findings } = parseSettings(aFile(path, text))
  return { settings, sentences: findings.map((f) => `${f.line}:${f.column} ${f.says} → ${f.fix}`) }
}

test('the settings we ship have no flaw, and know that London and Zürich are not in the EEA', () => {
  const { settings, findings } = parseSettings(shipped(path))
  expect(findings).toEqual([])
  expect(settings?.currency).toBe('INR')
  expect(settings?.tiers).toEqual(defaultTiers)
  expect(settings?.regions['eu-west-2']).toEqual({
    country: 'GB',
    jurisdiction: 'adequate',
    source: 'Decision 2021/1772',
    reviewedOn: '2026-08-01',
  })
  expect(settings?.regions['eu-central-2']).toMatchObject({ country: 'CH', jurisdiction: 'adequate' })
  expect(settings?.regions['ap-south-1']).toMatchObject({ country: 'IN', jurisdiction: 'india' })
  expect(settings?.pools.map(({ region }) => region)).toEqual(['eu-west-1', 'ap-south-1', 'us-east-1'])
})

test('what is not said has a default', () => {
  expect(parse(small).settings).toEqual({
    apiVersion: 'landlord/v1',
    currency: 'INR',
    tiers: defaultTiers,
    regions: { 'eu-west-1': { country: 'IE', jurisdiction: 'eea' } },
    pools: [
      {
        name: 'ireland',
        region: 'eu-west-1',
        capacity: { queriesPerMinute: 10, documentsPerMonth: 20, storageGiB: 30 },
        overcommit: 1,
      },
    ],
    approvals: { distinct: true, uncovered: 'refuse', cumulative: false },
    asking: { requestReviewers: true, patience: { escalateTo: [] }, sections: {} },
    notifications: resolveNotifications({}),
    guardrails: [],
    provisioning: {
      workflow: 'provision.yml',
      queryLatencyMs: 500,
      inspectEveryHours: 24,
      vectors: 'postgres',
      destroyTeams: [],
    },
    retirement: { graceDays: 30, teams: [] },
  })
})

test('a shipped tier is changed field by field; an own one stands beside it', () => {
  const { settings } = parse(`${small}tiers:
  gold:
    quotas: { storageGiB: 1000 }
    features: { demoDocuments: false }
  trial:
    quotas: { queriesPerMinute: 10, documentsPerMonth: 10, storageGiB: 1 }
    model: gpt-4o-mini
    maxTokens: 256
`)
  expect(settings?.tiers.gold?.quotas).toEqual({ ...defaultTiers.gold?.quotas, storageGiB: 1000 })
  expect(settings?.tiers.gold?.features).toEqual({ ...defaultTiers.gold?.features, demoDocuments: false })
  expect(settings?.tiers.trial?.features).toEqual({})
  expect(settings?.tiers.bronze).toEqual(defaultTiers.bronze)
})

test('no settings at all is a flaw as well', () => {
  const { settings, findings } = parseSettings(undefined)
  expect(settings).toBeUndefined()
  expect(findings).toEqual([
    expect.objectContaining({ severity: 'deny', file: path, rule: 'settings/missing', line: 1, column: 1 }),
  ])
})

describe('a flaw leaves no settings, and is named at its place', () => {
  test.each([
    [
      'a typo',
      small.replace('pools:', 'poolz:'),
      [
        '1:1 `pools` is missing. → Add it, for example `pools: [{"name":"eu","region":"eu-west-1","capacity":{"queriesPerM…`.',
        '4:1 `poolz` is not a field that exists here. → Did you mean `pools`?',
      ],
    ],
    [
      'a jurisdiction by its old name',
      small.replace('eea', 'EU'),
      [
        '3:43 `regions.eu-west-1.jurisdiction` is `EU`; it must be one of `eea`, `adequate`, `conditional`, `india`, `none`. → Write `eea` or another of these.',
      ],
    ],
    [
      'a pool in a region that is not listed',
      small.replace('region: eu-west-1', 'region: eu-west-2'),
      ['6:13 `eu-west-2` is not one of the regions above. → Did you mean `eu-west-1`?'],
    ],
    [
      'two pools of one name',
      `${small}  - name: ireland\n    region: eu-west-1\n    capacity: { queriesPerMinute: 1, documentsPerMonth: 1, storageGiB: 1 }\n`,
      ['8:11 There is already a pool `ireland`, in line 5. → Give one of them another name.'],
    ],
    [
      'undercommitting',
      `${small}    overcommit: 0.5\n`,
      ['8:17 `pools[0].overcommit` is `0.5`; it must be at least 1. → Write a number within these bounds.'],
    ],
    [
      'an own tier without a model',
      `${small}tiers:\n  trial:\n    maxTokens: 5\n`,
      [
        '9:3 The tier `trial` is not one of gold, silver and bronze, so it has no defaults for `model`, `quotas.queriesPerMinute`, `quotas.documentsPerMonth`, `quotas.storageGiB`. → Add them.',
      ],
    ],
    [
      'a tier named like a JavaScript method',
      `${small}tiers:\n  constructor:\n    model: m\n    maxTokens: 5\n    quotas: { queriesPerMinute: 1, documentsPerMonth: 1 }\n`,
      [
        '9:3 The tier `constructor` is not one of gold, silver and bronze, so it has no defaults for `quotas.storageGiB`. → Add them.',
      ],
    ],
    [
      'a tier in capitals',
      `${small}tiers:\n  Gold: { maxTokens: 5 }\n`,
      [
        '9:3 `Gold` cannot be a name here. → Choose another: write it in lower-case letters, digits and hyphens.',
      ],
    ],
    ['an empty file', '', ['1:1 The file is empty. → Write the fields, or remove the file.']],
    ['broken YAML', small.replace('eea }', 'eea'), ['4:1 A bracket is not closed. → Add the missing `}`.']],
  ])('%s', (_, text, expected) => {
    const { settings, sentences } = parse(text)
    expect(sentences).toEqual(expected)
    expect(settings).toBeUndefined()
  })
})

describe('asking and telling', () => {
  const settings = parse(`${small}approvals:
  requestReviewers: false
  remindAfter: 2d
  escalateAfter: 5d
  escalateTo: ['@acme/platform']
  sections:
    CFO: { remindAfter: 36h, escalateTo: ['@boss'] }
notifications:
  events: { active: [owner], drift: [] }
  platform: [platform@acme.example]
  ownerDomains: [ACME.example]
`).settings

  test('a section takes from the others what it does not say', () => {
    const hour = 3_600_000
    expect(settings?.asking).toEqual({
      requestReviewers: false,
      patience: {
        remindAfterMs: 48 * hour,
        escalateAfterMs: 120 * hour,
        escalateTo: ['@acme/platform'],
      },
      sections: {
        cfo: { remindAfterMs: 36 * hour, escalateAfterMs: 120 * hour, escalateTo: ['@boss'] },
      },
    })
  })

  test('an event that is named has its own audience, every other one the usual', () => {
    expect(settings?.notifications).toMatchObject({
      events: { active: ['owner'], drift: [], failed: ['slack', 'owner', 'platform'] },
      platform: ['platform@acme.example'],
      ownerDomains: ['acme.example'],
    })
  })

  test.each([
    ['a duration without a unit', 'approvals: { remindAfter: 48 }'],
    ['no time at all', 'approvals: { remindAfter: 0h }'],
    ['an event that there is not', 'notifications: { events: { party: [slack] } }'],
    ['an audience that there is not', 'notifications: { events: { active: [pager] } }'],
    ['an address with a line break', 'notifications: { platform: ["a@acme.example\\nBcc: b@evil.example"] }'],
  ])('%s is refused', (_, text) => {
    expect(parse(`${small}${text}\n`).sentences).toHaveLength(1)
  })
})

test('instances are read with what they are unless somebody says otherwise', () => {
  const { settings } = parse(`${small}provisioning:
  instances:
    database:
      tiers: { gold: { class: db.r7g.large, standby: true }, silver: { class: db.t4g.large, backupDays: 14 } }
      places: { eu-west-1: { subnetGroup: tenants, securityGroups: [sg-0123456789abcdef0] } }
      storageGiB: 2000
`)
  expect(settings?.provisioning.instances?.database).toEqual({
    tiers: {
      gold: { class: 'db.r7g.large', standby: true, backupDays: 7 },
      silver: { class: 'db.t4g.large', standby: false, backupDays: 14 },
    },
    places: { 'eu-west-1': { subnetGroup: 'tenants', securityGroups: ['sg-0123456789abcdef0'] } },
    ...{ storageGiB: 2000, maxStorageGiB: 2000, version: '17' },
  })
})

describe('the cache that tenants share', () => {
  const cache = (lines: string) => parse(`${small}provisioning:\n${lines}`)
  test.each([
    ['nothing said', '  workflow: provision.yml\n', undefined],
    ['a Redis', '  cache: redis\n', undefined],
    [
      'an ElastiCache',
      '  cache: elasticache\n  elasticache: { region: eu-west-1, userGroup: tenants }\n',
      { region: 'eu-west-1', userGroup: 'tenants' },
    ],
    [
      'one that is named and not used',
      '  elasticache: { region: eu-west-1, userGroup: tenants }\n',
      undefined,
    ],
  ])('%s', (_, lines, expected) => {
    expect(cache(lines).settings?.provisioning.elasticache).toEqual(expected)
  })

  test('an ElastiCache that nobody named', () => {
    const { settings, sentences } = cache('  cache: elasticache\n')
    expect(settings).toBeUndefined()
    expect(sentences.join()).toContain('The cache is an ElastiCache, and nothing says which.')
  })
})
