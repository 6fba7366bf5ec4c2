import type { Currency } from './money.ts'
import type { DataProfile, IsolationMode, isolationLayers, Quotas, Tenant } from './tenant.ts'

/** A tenant file that the schema has nothing against, as it is written: nothing filled in yet. */
export type Declaration = Readonly<{
  id: string
  name: string
  tier: string
  region: string
  owner: string
  businessUnit: string
  costCenter: string
  glCode: string
  budget: Readonly<{ amount: number; currency: Currency; period?: 'year' | 'month' }>
  isolation?: IsolationMode | Readonly<Partial<Record<(typeof isolationLayers)[number], IsolationMode>>>
  lifecycle?:
    | 'active'
    | 'suspended'
    | 'retired'
    | Readonly<{ state: 'suspended'; mode?: 'hold' | 'drain' | 'readOnly' }>
  movedFrom?: string
  quotas?: Partial<Quotas>
  borrow?: Partial<Quotas>
  boosts?: Tenant['boosts']
  usage?: Tenant['usage']
  models?: readonly string[]
  features?: Readonly<Record<string, boolean>>
  data: Pick<DataProfile, 'classification'> & Readonly<Partial<Omit<DataProfile, 'classification'>>>
  contacts?: Tenant['contacts']
  waivers?: Tenant['waivers']
}>
