import type { OwnInstance } from '../tenant/own-instance.ts'
import type { Need } from './need.ts'
import { one, quantity, times, type Quantity } from './quantity.ts'

/** A PostgreSQL of a tenant's own: what the settings ask of RDS, all month, and once more where a second machine stands by. */
export function instanceNeeds(
  { class: name, standby, storageGiB }: OwnInstance,
  kept: Need['quantityIn'],
): readonly Need[] {
  const machines = standby ? one * 2 : one
  // RDS bills what it set aside, and that never shrinks.
  const least = quantity(storageGiB)
  const setAside = (held: Quantity): Quantity => (held > least ? held : least)
  return [
    {
      sku: `database/${name}`,
      label: `Database, ${standby ? 'two machines' : 'a machine'} of its own`,
      unit: 'hour',
      quantityIn: () => times(quantity(hoursPerMonth), machines),
    },
    {
      sku: 'database/storage',
      label: 'Database storage',
      unit: 'GiB-month',
      quantityIn: (usage) => times(setAside(kept(usage)), machines),
    },
    { sku: 'database/backup', label: 'Database backup', unit: 'GiB-month', quantityIn: kept },
  ]
}

const hoursPerMonth = 730
