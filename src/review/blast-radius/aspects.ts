import { exchangeRatesPath } from '../../cost/exchange-rates.ts'
import { pricesPath } from '../../cost/price-book.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'
import type { Settings } from '../../tenant/settings/settings.ts'
import { approversPath, type Rules } from '../read-rules.ts'

/** Which of a tenant's answers can differ at all: what cannot is not asked twice, ten thousand times. */
export type Aspects = Readonly<{
  /** What a file means: its tier, its region, the currency. Then everything else can differ as well. */
  tenants: boolean
  policies: boolean
  costs: boolean
  seats: boolean
  pools: boolean
}>

type TwoRules = Readonly<{
  before: readonly EstateFile[]
  was: Rules
  after: readonly EstateFile[]
  is: Rules
}>

export function differingAspects({ before, was, after, is }: TwoRules): Aspects {
  const tenants = JSON.stringify(seen(was.settings)) !== JSON.stringify(seen(is.settings))
  const differs = (matters: (path: string) => boolean): boolean =>
    tenants || fingerprint(before, matters) !== fingerprint(after, matters)
  const costs = differs((path) => path === pricesPath || path === exchangeRatesPath)
  return {
    tenants,
    policies: differs((path) => path.includes('/policies/')),
    costs,
    // A condition may ask what the tenant costs.
    seats: costs || differs((path) => path === approversPath),
    pools: tenants || JSON.stringify(was.settings.pools) !== JSON.stringify(is.settings.pools),
  }
}

/** What reading a tenant file and its rules looks at. */
const seen = ({ currency, tiers, regions }: Settings) => ({ currency, tiers, regions })

const fingerprint = (files: readonly EstateFile[], matters: (path: string) => boolean): string =>
  files
    .filter(({ path }) => matters(path))
    .map(({ path, blob }) => `${blob} ${path}`)
    .toSorted()
    .join('\n')
