import type { Currency } from '../money.ts'
import type { AskingSettings } from './asking.ts'
import type { InstanceSettings } from './instances.ts'
import type { NotificationSettings } from './notifications.ts'
import type { Quotas, TierName } from '../tenant.ts'

/** `.github/landlord/settings.yml`, checked and with its defaults filled in. */
export type Settings = Readonly<{
  apiVersion: 'landlord/v1'
  /** The currency of thresholds and totals. */
  currency: Currency
  tiers: Readonly<Record<TierName, Tier>>
  regions: Readonly<Record<string, Region>>
  pools: readonly Pool[]
  approvals: ApprovalSettings
  /** How people are asked, from the same part of the file. */
  asking: AskingSettings
  notifications: NotificationSettings
  guardrails: readonly GuardrailSetting[]
  provisioning: ProvisioningSettings
  /** Absent: nobody may have provisioned what came past the gate. */
  breakGlass?: BreakGlassSettings
  retirement: RetirementSettings
}>

/** What a tenant of the tier gets unless its file says otherwise (DESIGN §3, tier defaults). */
export type Tier = Readonly<{
  quotas: Quotas
  /** The model a tenant gets when it names none; an exact id. */
  model: string
  maxTokens: number
  features: Readonly<Record<string, boolean>>
}>

export type Region = Readonly<{
  /** ISO 3166 alpha-2 of where the machines stand. */
  country: string
  /** EEA membership is a fact of its own: eu-west-2 is the UK. */
  jurisdiction: 'eea' | 'adequate' | 'conditional' | 'india' | 'none'
  /** What the jurisdiction rests on: a treaty, a decision of the Commission. */
  source?: string | undefined
  /** ISO date on which somebody last looked whether it still holds. */
  reviewedOn?: string | undefined
  /** Milliseconds of p95 that the query-latency check accepts here; absent = as everywhere. */
  queryLatencyMs?: number | undefined
}>

/** What the tenants of one region share. Units as in Quotas. */
export type Pool = Readonly<{
  name: string
  region: string
  capacity: Quotas
  /** Σ nominal may reach (capacity − reserve) × overcommit; ≥ 1. One number, or one a resource (absent = 1). */
  overcommit: number | Partial<Quotas>
  /** Never promised and never lent; absent = 0. */
  reserve?: Partial<Quotas> | undefined
  /** The most that all who burst may borrow together; absent = all that is idle. */
  lend?: Partial<Quotas> | undefined
}>

/** A condition on what a change costs, as it is written; `src/cost` reads it. */
export type GuardrailSetting = Readonly<{
  name: string
  when: string
  then: 'deny' | 'warn' | 'seat'
  /** A section of APPROVERS. */
  seat?: string
}>

type ApprovalSettings = Readonly<{
  /** A person fills at most one seat. */
  distinct: boolean
  /** What becomes of a changed file that no line of APPROVERS says anything about. */
  uncovered: 'refuse' | 'allow'
  /** What a cost centre takes on in 30 days, and in all of one pull request, counts for thresholds of the budget. */
  cumulative: boolean
}>

/** How a merge of many tenants is carried out. */
export type Waves = Readonly<{
  /** Up to so many tenants at once go without waves. */
  above: number
  /** How many go first, and in each wave after that. */
  canary: number
  size: number
  /** After so many failures nothing more is begun; after one of a canary, either. */
  stopAfterFailures: number
}>

type ProvisioningSettings = Readonly<{
  /** File name of the workflow under .github/workflows. */
  workflow: string
  /** Milliseconds of p95 that the query-latency check accepts. */
  queryLatencyMs: number
  /** Hours after which a tenant that stands is looked at again, for drift and by the eight checks; 0 = never. */
  inspectEveryHours: number
  /** Where tenants' vectors are kept: in the tenants' PostgreSQL, or in a store of vectors. */
  vectors: 'postgres' | 'qdrant' | 'pinecone'
  /** The ElastiCache that tenants share, where AWS makes their users; absent = a Redis, where Landlord makes them by command. */
  elasticache?: ElastiCacheSettings
  /** Machines of tenants' own; absent: there are none. */
  instances?: Readonly<{ database: InstanceSettings }>
  /** Whose members may say yes to a plan that loses data, as `@org/team`; empty: nobody, so such a plan is never carried out. */
  destroyTeams: readonly string[]
  /** Absent: all tenants of a merge at once. */
  waves?: Waves
}>

export type ElastiCacheSettings = Readonly<{
  region: string
  /** Id of the user group that the cache has. */
  userGroup: string
}>

type BreakGlassSettings = Readonly<{
  /** As `@org/team`. */
  teams: readonly string[]
  /** Hours in which those who were passed over are to look at it. */
  reviewWithinHours: number
}>

type RetirementSettings = Readonly<{
  /** Days between a tenant's export and the first moment of its purge. */
  graceDays: number
  /** Whose members may say yes to a purge, as `@org/team`; empty: nobody, so nothing is ever purged. */
  teams: readonly string[]
}>
