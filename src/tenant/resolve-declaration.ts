import type { Declaration } from './declaration.ts'
import { yearly, type Money } from './money.ts'
import { once } from './once.ts'
import type { Settings, Tier } from './settings/settings.ts'
import type { Isolation, IsolationMode, isolationLayers, Lifecycle, Tenant } from './tenant.ts'

/** Fills in what a sound declaration leaves to its tier and to the defaults. `amount` is the declared budget. */
export function resolveDeclaration(
  declared: Declaration,
  from: Readonly<{ amount: Money; settings: Settings }>,
): Tenant {
  const tier = from.settings.tiers[declared.tier]
  if (tier === undefined) throw new Error(`Tier ${declared.tier} passed the check and has no definition.`)
  const { data } = declared
  const period = declared.budget.period ?? 'year'
  return {
    id: declared.id,
    name: declared.name,
    tier: declared.tier,
    region: declared.region,
    owner: declared.owner,
    businessUnit: declared.businessUnit,
    costCenter: declared.costCenter,
    glCode: declared.glCode,
    budget: { declared: from.amount, period, yearly: yearly(from.amount, period) },
    isolation: isolationOf(declared.isolation ?? 'bridge'),
    lifecycle: resolveLifecycle(declared.lifecycle ?? 'active'),
    movedFrom: declared.movedFrom,
    quotas: declared.quotas === undefined ? tier.quotas : { ...tier.quotas, ...declared.quotas },
    borrow: declared.borrow === undefined ? none : { ...declared.borrow },
    boosts: declared.boosts?.length === 0 ? undefined : declared.boosts,
    usage: declared.usage === undefined ? none : plainUsage(declared.usage),
    models: declared.models ?? modelsOf(tier),
    features: declared.features === undefined ? tier.features : { ...tier.features, ...declared.features },
    data: resolveData(data),
    contacts: declared.contacts === undefined ? none : plainContacts(declared.contacts),
    waivers: declared.waivers?.length === 0 ? undefined : declared.waivers,
  }
}

/** One for all, as what is the very same is known to be alike without a look. */
const none = {}
const modelsOf = once(({ model }: Tier): Tenant['models'] => [model])
const plainUsage = once((usage: Tenant['usage']): Tenant['usage'] => ({ ...usage }))
const plainContacts = once((contacts: Tenant['contacts']): Tenant['contacts'] => ({ ...contacts }))

/** The very same for what is declared once: a reader may give one value for all that is written alike (`yaml-parts.ts`). */
const resolveData = once((data: Declaration['data']): Tenant['data'] => ({
  ...data,
  classification: data.classification,
  categories: data.categories ?? [],
  subjects: data.subjects ?? [],
  frameworks: data.frameworks ?? [],
  retentionDays: data.retentionDays,
  transfers: (data.transfers ?? []).map((transfer) => ({ ...transfer })),
  legalHold: data.legalHold ?? false,
}))

const isolationOf = (declared: NonNullable<Declaration['isolation']>): Isolation =>
  typeof declared === 'string' ? everywhere[declared] : resolveLayers(declared)

const resolveLayers = once(resolveIsolation)

const everywhere: Readonly<Record<IsolationMode, Isolation>> = {
  silo: resolveIsolation('silo'),
  bridge: resolveIsolation('bridge'),
  pool: resolveIsolation('pool'),
}

function resolveIsolation(declared: NonNullable<Declaration['isolation']>): Isolation {
  const modeOf = (layer: (typeof isolationLayers)[number]) =>
    typeof declared === 'string' ? declared : (declared[layer] ?? 'bridge')
  return {
    database: modeOf('database'),
    storage: modeOf('storage'),
    cache: modeOf('cache'),
    vector: modeOf('vector'),
  }
}

function resolveLifecycle(declared: NonNullable<Declaration['lifecycle']>): Lifecycle {
  if (typeof declared === 'object') return { state: 'suspended', mode: declared.mode ?? 'hold' }
  return declared === 'suspended' ? { state: 'suspended', mode: 'hold' } : { state: declared }
}
