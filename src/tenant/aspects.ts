import { isolationLayers, type IsolationMode, type Tenant } from './tenant.ts'
import type { Settings } from './settings/settings.ts'

/** What a change means, beyond the fields that differ. */
const aspects = [
  /** Its data would have to move to machines elsewhere. */
  'regionMove',
  /** It takes over the data of another. */
  'takesOver',
  /** A layer is kept apart less, or more, than before. */
  'isolationLooser',
  'isolationTighter',
  'retire',
  'suspend',
  'resume',
  /** Suspended before and after, in another way. */
  'suspensionMode',
  'tierUp',
  'tierDown',
  /** Another tier that guarantees as many queries. */
  'tierChange',
  'quotaUp',
  'quotaDown',
  'borrowUp',
  'borrowDown',
  'boost',
  'boostEnd',
] as const

export type Aspect = (typeof aspects)[number]

/** The weightiest first; none where a tenant comes or goes. */
export function aspectsOf(
  before: Tenant | undefined,
  after: Tenant | undefined,
  { tiers }: Pick<Settings, 'tiers'>,
): readonly Aspect[] {
  if (before === undefined || after === undefined) return []
  const rank = ({ tier }: Tenant): number => tiers[tier]?.quotas.queriesPerMinute ?? 0
  const quotas = compare(before.quotas, after.quotas)
  const borrow = compare(before.borrow, after.borrow)
  const apart = isolationLayers.map(
    (layer) => apartness[after.isolation[layer]] - apartness[before.isolation[layer]],
  )
  const boosts = {
    before: (before.boosts ?? []).map((boost) => JSON.stringify(boost)),
    after: (after.boosts ?? []).map((boost) => JSON.stringify(boost)),
  }
  const holds: Readonly<Record<Aspect, boolean>> = {
    regionMove: before.region !== after.region,
    takesOver: after.movedFrom !== undefined && after.movedFrom !== before.movedFrom,
    isolationLooser: apart.some((difference) => difference < 0),
    isolationTighter: apart.some((difference) => difference > 0),
    ...lifecycle(before.lifecycle, after.lifecycle),
    tierUp: before.tier !== after.tier && rank(after) > rank(before),
    tierDown: before.tier !== after.tier && rank(after) < rank(before),
    tierChange: before.tier !== after.tier && rank(after) === rank(before),
    quotaUp: quotas.up,
    quotaDown: quotas.down,
    borrowUp: borrow.up,
    borrowDown: borrow.down,
    boost: boosts.after.some((boost) => !boosts.before.includes(boost)),
    boostEnd: boosts.before.some((boost) => !boosts.after.includes(boost)),
  }
  return aspects.filter((aspect) => holds[aspect])
}

const apartness: Readonly<Record<IsolationMode, number>> = { pool: 0, bridge: 1, silo: 2 }

function lifecycle(
  before: Tenant['lifecycle'],
  after: Tenant['lifecycle'],
): Readonly<Record<'retire' | 'suspend' | 'resume' | 'suspensionMode', boolean>> {
  const comes = (state: Tenant['lifecycle']['state']): boolean =>
    before.state !== state && after.state === state
  return {
    retire: comes('retired'),
    suspend: comes('suspended'),
    resume: comes('active'),
    suspensionMode: before.state === 'suspended' && after.state === 'suspended' && before.mode !== after.mode,
  }
}

function compare(
  before: Partial<Tenant['quotas']>,
  after: Partial<Tenant['quotas']>,
): Readonly<{ up: boolean; down: boolean }> {
  const differences = (['queriesPerMinute', 'documentsPerMonth', 'storageGiB'] as const).map(
    (quota) => (after[quota] ?? 0) - (before[quota] ?? 0),
  )
  return { up: differences.some((n) => n > 0), down: differences.some((n) => n < 0) }
}
