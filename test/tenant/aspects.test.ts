import { expect, test } from '@jest/globals'
import { aspectsOf, type Aspect } from '../../src/tenant/aspects.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { parseSettings, settingsPath } from '../../src/tenant/settings/file.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aFile } from '../builders.ts'

const { settings } = parseSettings(
  aFile(
    settingsPath,
    `apiVersion: landlord/v1
currency: INR
tiers:
  gold: { quotas: { queriesPerMinute: 900 } }
  copper: { quotas: { queriesPerMinute: 100, documentsPerMonth: 1, storageGiB: 1 }, model: m, maxTokens: 1, features: {} }
regions:
  eu-west-1: { country: IE, jurisdiction: eea }
  eu-west-3: { country: FR, jurisdiction: eea }
pools:
  - { name: ireland, region: eu-west-1, capacity: { queriesPerMinute: 1, documentsPerMonth: 1, storageGiB: 1 } }
`,
  ),
)

const boost = "boosts: [{ quota: storageGiB, by: 10, until: '2026-12-31', reason: The Diwali sales }]"

/** A silver tenant in Ireland, with some lines of its own. */
function tenant(...lines: readonly string[]): Tenant {
  const own = new Map(
    [
      ['tier', 'tier: silver'],
      ['region', 'region: eu-west-1'],
      ...lines.map((line) => [line.slice(0, line.indexOf(':')), line]),
    ].map(([key = '', line = '']) => [key, line]),
  )
  const text = `apiVersion: landlord/v1
id: some-shop
name: Some shop
owner: a@acme.example
businessUnit: retail
costCenter: CC-1
glCode: '1'
budget: { amount: 100000, currency: INR, period: year }
data: { classification: internal }
${[...own.values()].join('\n')}
`
  if (settings === undefined) throw new Error('The settings are broken.')
  const parsed = parseTenant(aFile('tenants/some-shop.yaml', text), settings)
  if (parsed.tenant === undefined) throw new Error(JSON.stringify(parsed.findings))
  return parsed.tenant
}

test.each<[string, readonly string[], readonly string[], readonly Aspect[]]>([
  ['nothing of weight', [], ['contacts: { champion: a@acme.example }'], []],
  ['another region', [], ['region: eu-west-3'], ['regionMove']],
  ['a layer that is kept apart less', ['isolation: silo'], ['isolation: bridge'], ['isolationLooser']],
  ['a layer that is kept apart more', ['isolation: pool'], ['isolation: bridge'], ['isolationTighter']],
  [
    'one layer less, another more',
    ['isolation: { database: silo, storage: pool }'],
    ['isolation: { database: pool, storage: silo }'],
    ['isolationLooser', 'isolationTighter'],
  ],
  ['a retirement', [], ['lifecycle: retired'], ['retire']],
  ['a suspension', [], ['lifecycle: { state: suspended, mode: hold }'], ['suspend']],
  ['its end', ['lifecycle: { state: suspended, mode: hold }'], [], ['resume']],
  [
    'a suspension in another way',
    ['lifecycle: { state: suspended, mode: hold }'],
    ['lifecycle: { state: suspended, mode: drain }'],
    ['suspensionMode'],
  ],
  [
    'a retirement out of a suspension',
    ['lifecycle: { state: suspended, mode: hold }'],
    ['lifecycle: retired'],
    ['retire'],
  ],
  ['more quota', ['quotas: { storageGiB: 10 }'], ['quotas: { storageGiB: 11 }'], ['quotaUp']],
  [
    'more of one quota and less of another',
    ['quotas: { storageGiB: 10, documentsPerMonth: 20 }'],
    ['quotas: { storageGiB: 20, documentsPerMonth: 10 }'],
    ['quotaUp', 'quotaDown'],
  ],
  ['more to borrow', [], ['borrow: { storageGiB: 1 }'], ['borrowUp']],
  ['nothing to borrow any more', ['borrow: { storageGiB: 1 }'], [], ['borrowDown']],
  ['a boost', [], [boost], ['boost']],
  ['its end', [boost], [], ['boostEnd']],
  ['a longer boost is another one', [boost], [boost.replace('12-31', '12-30')], ['boost', 'boostEnd']],
])('%s', (_, before, after, aspects) => {
  expect(aspectsOf(tenant(...before), tenant(...after), settings ?? { tiers: {} })).toEqual(aspects)
})

test.each([
  ['up', 'silver', 'gold', 'tierUp'],
  ['down', 'silver', 'bronze', 'tierDown'],
  ['beside', 'bronze', 'copper', 'tierChange'],
])('a tier %s ranks by the queries it guarantees', (_, from, to, aspect) => {
  const found = aspectsOf(tenant(`tier: ${from}`), tenant(`tier: ${to}`), settings ?? { tiers: {} })
  expect(found.filter((one) => one.startsWith('tier'))).toEqual([aspect])
})

test('who comes or goes has none', () => {
  const one = tenant(boost)
  expect(aspectsOf(undefined, one, { tiers: {} })).toEqual([])
  expect(aspectsOf(one, undefined, { tiers: {} })).toEqual([])
})
