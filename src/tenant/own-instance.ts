import type { InstancePlace, InstanceSettings, InstanceTier } from './settings/instances.ts'
import type { Settings } from './settings/settings.ts'
import type { Tenant } from './tenant.ts'

/** A PostgreSQL of a tenant's own, as Terraform is told of it. */
export type OwnInstance = InstanceTier &
  InstancePlace &
  Pick<InstanceSettings, 'storageGiB' | 'maxStorageGiB' | 'version'>

/** What the settings give the tenant; undefined where it asks for none, or they have none for its tier or region. */
export function ownInstanceOf(
  {
    tier,
    region,
    isolation,
  }: Pick<Tenant, 'tier' | 'region'> & Readonly<{ isolation: Pick<Tenant['isolation'], 'database'> }>,
  { provisioning: { instances } }: Readonly<{ provisioning: Pick<Settings['provisioning'], 'instances'> }>,
): OwnInstance | undefined {
  if (isolation.database !== 'silo' || instances === undefined) return undefined
  const { tiers, places, ...storage } = instances.database
  const [machine, place] = [own(tiers, tier), own(places, region)]
  return machine && place && { ...machine, ...place, ...storage }
}

/** What is still to be written in the settings, so that the tenant gets one; as lines of YAML have it. */
export function absentForInstance(
  { tier, region }: Pick<Tenant, 'tier' | 'region'>,
  { instances }: Pick<Settings['provisioning'], 'instances'>,
): string {
  const { tiers = {}, places = {} } = instances?.database ?? {}
  const absent = [
    ...(own(tiers, tier) === undefined ? [`tiers: { ${tier}: { class: db.t4g.large } }`] : []),
    ...(own(places, region) === undefined
      ? [`places: { ${region}: { subnetGroup: tenants, securityGroups: [sg-0123456789abcdef0] } }`]
      : []),
  ]
  return `instances: { database: { ${absent.join(', ')} } }`
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined
