import schema from '../../schemas/tenant-configuration.schema.json' with { type: 'json' }
import { lazySchema } from '../tenant/schema-findings.ts'
import type { Tier } from '../tenant/settings/settings.ts'
import type { Lifecycle, Quotas, Tenant, TenantId, TierName } from '../tenant/tenant.ts'

/** What the platform reads of one tenant: schemas/tenant-configuration.schema.json says it field by field. */
export type TenantConfiguration = Readonly<{
  apiVersion: 'landlord/v1'
  kind: 'TenantConfiguration'
  tenant: TenantId
  name: string
  tier: TierName
  region: string
  lifecycle: Lifecycle
  limits: Quotas & Readonly<{ burstQueriesPerMinute: number }>
  model: Readonly<{ default: string; allowed: readonly string[]; maxTokens: number }>
  features: Readonly<Record<string, boolean>>
  database: Readonly<{ role: string; schema: string; table: string }>
  vectors:
    | Readonly<{ schema: string; table: string; search: 'nearest'; dimensions: number }>
    | Readonly<{ store: 'qdrant' | 'pinecone'; url: string; namespace: string; dimensions: number }>
  cache?: Readonly<{ user: string; prefix: string }>
  tokens?: TokenTerms
  metrics: Readonly<{ labels: Readonly<Record<'tenant_id' | 'tier' | 'cost_center', string>> }>
}>

/** How the platform knows a token of the tenant: RFC 7519 claims, and the public keys (RFC 7517) that may sign it. */
export type TokenTerms = Readonly<{
  issuer: string
  audience: string
  algorithms: readonly ['ES256']
  jwks: Readonly<{ keys: readonly PublicKey[] }>
}>

/** One public key on the curve P-256. */
export type PublicKey = Readonly<
  Record<'kty' | 'crv' | 'x' | 'y' | 'kid', string> & { alg: 'ES256'; use: 'sig' }
>

/** One more with every change; the platform keeps the highest. */
export type PublishedConfiguration = TenantConfiguration & Readonly<{ version: number }>

/** What only the adapters know: names of what was made, and the keys. Absent = there is none here. */
type Places = Readonly<{
  database: TenantConfiguration['database']
  vectors: TenantConfiguration['vectors']
  cache: TenantConfiguration['cache'] | undefined
  keys: readonly PublicKey[] | undefined
}>

/** Flags and limits of the tenant, what its tier gives, and where its things are. Holds no secret. */
export function renderConfiguration(tenant: Tenant, tier: Tier, places: Places): TenantConfiguration {
  const { database, vectors, cache, keys } = places
  return {
    apiVersion: 'landlord/v1',
    kind: 'TenantConfiguration',
    tenant: tenant.id,
    name: tenant.name,
    tier: tenant.tier,
    region: tenant.region,
    lifecycle: tenant.lifecycle,
    limits: {
      queriesPerMinute: tenant.quotas.queriesPerMinute,
      documentsPerMonth: tenant.quotas.documentsPerMonth,
      storageGiB: tenant.quotas.storageGiB,
      burstQueriesPerMinute: tenant.borrow.queriesPerMinute ?? 0,
    },
    model: {
      default: tenant.models[0] ?? tier.model,
      allowed: tenant.models.length > 0 ? tenant.models : [tier.model],
      maxTokens: tier.maxTokens,
    },
    features: { ...tier.features, ...tenant.features },
    database,
    vectors,
    ...(cache === undefined ? {} : { cache }),
    ...(keys === undefined ? {} : { tokens: { ...tokenTermsOf(tenant.id), jwks: { keys } } }),
    metrics: { labels: labelsOf(tenant) },
  }
}

/** Every tenant has an issuer of its own, so that a key of one can never speak for another. */
export const tokenTermsOf = (tenant: TenantId): Omit<TokenTerms, 'jwks'> => ({
  issuer: `landlord/${tenant}`,
  audience: 'landlord-platform',
  algorithms: ['ES256'],
})

/** What every metric of the tenant carries. */
export const labelsOf = ({
  id,
  tier,
  costCenter,
}: Pick<Tenant, 'id' | 'tier' | 'costCenter'>): TenantConfiguration['metrics']['labels'] => ({
  tenant_id: id,
  tier,
  cost_center: costCenter,
})

/** What was published, if it is of its schema; anybody with a key to the bucket may have written it. */
export function parseConfiguration(value: unknown): PublishedConfiguration | undefined {
  return validate()(value) ? (value as PublishedConfiguration) : undefined
}

const validate = lazySchema(schema)
