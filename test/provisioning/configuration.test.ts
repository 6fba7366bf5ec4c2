import { describe, expect, test } from '@jest/globals'
import { parseConfiguration, renderConfiguration } from '../../src/provisioning/configuration.ts'
import { aSettings, aTenant } from '../builders.ts'
import { expectGolden } from '../golden.ts'

const key = {
  kty: 'EC',
  crv: 'P-256',
  x: 'eA',
  y: 'eQ',
  kid: 'a-thumbprint',
  alg: 'ES256',
  use: 'sig',
} as const
const places = {
  database: { role: 'tenant_acme', schema: 'tenant_acme', table: 'documents' },
  vectors: { schema: 'vectors_acme', table: 'embeddings', search: 'nearest' as const, dimensions: 1536 },
  cache: { user: 'tenant:acme', prefix: 'tenant:acme:' },
  keys: [key],
}
const { tiers } = aSettings()
const of = (fields: Parameters<typeof aTenant>[0] = {}, change: Partial<typeof places> = {}) => {
  const tenant = aTenant({ id: 'acme', ...fields })
  return renderConfiguration(tenant, tiers[tenant.tier]!, { ...places, ...change })
}

test('the configuration of a gold tenant', () => {
  const published = { ...of({ tier: 'gold', models: [], features: { advancedSearch: false } }), version: 3 }
  expect(parseConfiguration(published)).toEqual(published)
  expectGolden(
    'provisioning/configuration.md',
    `\`\`\`json\n${JSON.stringify(published, undefined, 2)}\n\`\`\`\n`,
  )
})

describe('what a tier gives and a tenant changes', () => {
  test.each([
    ['gold', 4096],
    ['silver', 2048],
    ['bronze', 1024],
  ])('%s answers with %d tokens at most', (tier, maxTokens) => {
    expect(of({ tier }).model.maxTokens).toBe(maxTokens)
  })
  test('without models of its own it has the tier’s', () => {
    const model = tiers.silver?.model
    expect(of({ tier: 'silver', models: [] }).model).toMatchObject({ default: model, allowed: [model] })
    expect(of({ models: ['gpt-4o', 'b'] }).model).toMatchObject({
      default: 'gpt-4o',
      allowed: ['gpt-4o', 'b'],
    })
  })
  test('a flag of its own wins', () => {
    expect(of({ tier: 'bronze', features: { customModels: true } }).features).toMatchObject({
      customModels: true,
      demoDocuments: false,
    })
  })
  test('what it borrows is burst, beside what it has', () => {
    expect(of({ borrow: { queriesPerMinute: 300 } }).limits.burstQueriesPerMinute).toBe(300)
  })
})

test.each([
  ['no version', {}],
  ['a private key', { version: 1, tokens: { ...of().tokens, jwks: { keys: [{ ...key, d: 'secret' }] } } }],
  ['an algorithm without a signature', { version: 1, tokens: { ...of().tokens, algorithms: ['none'] } }],
  ['something nobody knows', { version: 1, surprise: true }],
])('a document with %s is none', (_, change) => {
  expect(parseConfiguration({ ...of(), ...change })).toBeUndefined()
})
