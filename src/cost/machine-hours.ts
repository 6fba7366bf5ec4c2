import type { IsolationMode } from '../tenant/tenant.ts'
import type { Need } from './need.ts'
import { one, per, quantity, times, type Quantity } from './quantity.ts'
import { add, mulDiv } from './whole.ts'

/** Machines run all month, however much they are used. */
export const machineHours =
  (mode: IsolationMode, serves: number): Need['quantityIn'] =>
  ({ queriesPerMinute }) =>
    times(machines(mode, per(queriesPerMinute, serves)), hoursPerMonth)

const hoursPerMonth = quantity(730)

/** A pool pays its share of shared machines; a bridge too, but a tenth of one at least; a silo whole machines. */
function machines(mode: IsolationMode, share: Quantity): Quantity {
  switch (mode) {
    case 'pool':
      return share
    case 'bridge':
      return share > one / 10 ? share : one / 10
    case 'silo':
      return share <= one ? one : mulDiv(mulDiv(add(share, one / 2 - 1), 1, one), one, 1)
  }
}

/** What a tenant pays of a machine, in words. */
export const machineWords: Readonly<Record<IsolationMode, string>> = {
  silo: 'machines of its own',
  bridge: 'a share of a machine, kept apart',
  pool: 'a share of a machine',
}
