import { isOver } from '../tenant/boost.ts'
import type { Change } from '../tenant/change.ts'
import { changedFields } from './changed-fields.ts'

/**
 * A change that does nothing but take out boosts that are over on that day (ISO date): what it brings about stands
 * already, since they count for nothing any more.
 */
export function onlyEndsBoosts({ before, after }: Pick<Change, 'before' | 'after'>, on: string): boolean {
  if (before === undefined || after === undefined) return false
  const fields = changedFields(before, after)
  const lasting = (before.boosts ?? []).filter((boost) => !isOver(boost, on))
  return (
    fields.length === 1 &&
    fields[0] === 'boosts' &&
    JSON.stringify((after.boosts ?? []).filter((boost) => !isOver(boost, on))) === JSON.stringify(lasting) &&
    (after.boosts ?? []).length < (before.boosts ?? []).length &&
    (after.boosts ?? []).every((boost) =>
      (before.boosts ?? []).some((known) => JSON.stringify(known) === JSON.stringify(boost)),
    )
  )
}
