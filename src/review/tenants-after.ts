import type { Change } from '../tenant/change.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import { tenantIdOf } from '../tenant/layout.ts'
import { parseTenant } from '../tenant/parse.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'

/** Every tenant once the changes are in. A neighbour that cannot be read claims nothing; its own check says so. */
export function tenantsAfter(
  neighbours: readonly EstateFile[],
  changes: readonly Change[],
  settings: Settings,
): readonly Tenant[] {
  const changed = new Set(changes.map(({ tenant }) => tenant))
  const staying = neighbours
    .filter(({ path }) => {
      const id = tenantIdOf(path)
      return id !== undefined && !changed.has(id)
    })
    .flatMap((file) => parseTenant(file, settings).tenant ?? [])
  return [...staying, ...changes.flatMap(({ after }) => after ?? [])]
}
