import type { TierName } from '../tenant.ts'

/** What a tenant with `database: silo` gets of its own; without these settings `silo` is refused. */
export type InstanceSettings = Readonly<{
  /** A tier that is not named gets no instance. */
  tiers: Readonly<Record<TierName, InstanceTier>>
  /** Where instances stand, by region. */
  places: Readonly<Record<string, InstancePlace>>
  /** To begin with, and up to how much RDS lets it grow. */
  storageGiB: number
  maxStorageGiB: number
  /** Of PostgreSQL, as RDS names it: `17`, or `17.6`. */
  version: string
}>

export type InstanceTier = Readonly<{
  /** As RDS names it: `db.r7g.large`. */
  class: string
  /** How long RDS keeps its own backups, 1 to 35. */
  backupDays: number
  /** A second machine in another zone that takes over. */
  standby: boolean
}>

export type InstancePlace = Readonly<{ subnetGroup: string; securityGroups: readonly string[] }>

export type DeclaredInstances = Readonly<{
  database: Pick<InstanceSettings, 'places'> &
    Partial<Pick<InstanceSettings, 'storageGiB' | 'maxStorageGiB' | 'version'>> &
    Readonly<{ tiers: Readonly<Record<TierName, Pick<InstanceTier, 'class'> & Partial<InstanceTier>>> }>
}>

export function resolveInstances({ database }: DeclaredInstances): Readonly<{ database: InstanceSettings }> {
  const { storageGiB = 20 } = database
  const tiers = Object.entries(database.tiers).map(
    ([name, tier]) => [name, { backupDays: 7, standby: false, ...tier }] as const,
  )
  return {
    database: {
      ...database,
      tiers: Object.fromEntries(tiers),
      storageGiB,
      maxStorageGiB: Math.max(database.maxStorageGiB ?? 1000, storageGiB),
      version: database.version ?? '17',
    },
  }
}
