import type { Settings } from '../tenant/settings/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'

/**
 * Personal data leaves its people's place: it is transferred to someone elsewhere, or it is stored
 * in a country that none of them live in. Inside the EEA data moves freely (GDPR Art. 1(3)).
 * A region that the settings do not know counts as elsewhere.
 */
export function crossesBorder(tenant: Tenant, settings: Settings): boolean {
  const { subjects, transfers } = tenant.data
  if (transfers.length > 0) return true
  if (subjects.length === 0) return false
  const region = settings.regions[tenant.region]
  if (region === undefined) return true
  return !subjects.some((place) =>
    isEea(place) ? region.jurisdiction === 'eea' : place.toUpperCase() === region.country.toUpperCase(),
  )
}

const isEea = (place: string): boolean => eea.has(place.toUpperCase())

/** The 27 members of the Union, and Iceland, Liechtenstein and Norway (EEA Agreement, Art. 126). */
const eea: ReadonlySet<string> = new Set(
  'EU EEA AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO'.split(
    ' ',
  ),
)
