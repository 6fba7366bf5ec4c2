import type { Boost } from './boost.ts'
import type { DataCategory, DataSafeguards } from './data-safeguards.ts'
import type { Money } from './money.ts'
import type { Quotas } from './quotas.ts'
import type { Waiver } from './waiver.ts'

/** The desired state of one tenant, tier defaults filled in: what every rule, price and plan looks at. */
export type Tenant = Readonly<{
  id: TenantId
  name: string
  tier: TierName
  /** Cloud region id, one of the settings' regions: `eu-west-1`. */
  region: string
  /** E-mail of the accountable person. */
  owner: string
  businessUnit: string
  costCenter: string
  glCode: string
  budget: Budget
  isolation: Isolation
  lifecycle: Lifecycle
  /** The tenant whose data it takes over, or took over; absent = none. */
  movedFrom?: TenantId | undefined
  quotas: Quotas
  /** Burst beyond the nominal quota, borrowed from the pool. */
  borrow: Partial<Quotas>
  /** Quotas that are higher for a time; absent = none. Whether one lasts is a question of the day: `quotasOn`. */
  boosts?: readonly Boost[] | undefined
  usage: Usage
  /** Exact model ids. */
  models: readonly string[]
  features: Readonly<Record<string, boolean>>
  data: DataProfile
  contacts: Readonly<Partial<Record<'champion' | 'breach' | 'dpo', string>>>
  /** Rules that this tenant may break for a time; absent = none. */
  waivers?: readonly Waiver[] | undefined
}>

/** Lower-case, `^[a-z][a-z0-9-]{1,38}[a-z0-9]$`; also the file's name and part of every resource name. */
export type TenantId = string

export type TierName = string

/** As declared, and as a yearly amount, which every threshold uses. */
type Budget = Readonly<{ declared: Money; period: 'year' | 'month'; yearly: Money }>

export type IsolationMode = 'silo' | 'bridge' | 'pool'
export const isolationLayers = ['database', 'storage', 'cache', 'vector'] as const
export type Isolation = Readonly<Record<(typeof isolationLayers)[number], IsolationMode>>

export type Lifecycle =
  | Readonly<{ state: 'active' }>
  | Readonly<{ state: 'suspended'; mode: 'hold' | 'drain' | 'readOnly' }>
  | Readonly<{ state: 'retired' }>

export type { Quotas }

/** What the requester expects; absent = the tier's profile is assumed. */
type Usage = Readonly<
  Partial<{
    queriesPerMonth: number
    inputTokensPerQuery: number
    outputTokensPerQuery: number
    storageGiB: number
    egressGiB: number
  }>
>

export type DataProfile = Readonly<{
  classification: 'public' | 'internal' | 'confidential' | 'restricted'
  categories: readonly DataCategory[]
  /** Where the people are: ISO 3166 alpha-2, or `EU`. */
  subjects: readonly string[]
  frameworks: readonly string[]
  retentionDays: number | undefined
  transfers: readonly Transfer[]
  legalHold: boolean
}> &
  DataSafeguards

type Transfer = Readonly<{
  to: string
  processor: string
  mechanism?: string | undefined
  tia?: string | undefined
  dpa?: string | undefined
  /** Reference of the business associate agreement with the processor. */
  baa?: string | undefined
}>
