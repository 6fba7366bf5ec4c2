import { riseBeside, type RiseBeside } from '../../approvals/cumulative.ts'
import type { Change } from '../../tenant/change.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'
import { parseTenant } from '../../tenant/parse.ts'
import type { Settings } from '../../tenant/settings/settings.ts'
import type { ChangeInput } from '../input.ts'
import { tenantsAfter } from '../tenants-after.ts'

/**
 * What the cost centres take on beside each change, if the settings count it. Where nobody knows how the estate stood
 * before, only this pull request counts.
 */
export function cumulativeSpend(
  changes: readonly Change[],
  { neighbours, earlier = neighbours }: ChangeInput,
  settings: Settings,
): RiseBeside | undefined {
  if (!settings.approvals.cumulative) return undefined
  const read = (files: readonly EstateFile[]) =>
    files.flatMap((file) => parseTenant(file, settings).tenant ?? [])
  return riseBeside(
    { earlier: read(earlier), later: tenantsAfter(neighbours, changes, settings) },
    settings.currency,
  )
}
