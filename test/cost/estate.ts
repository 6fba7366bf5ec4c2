import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tenantEstimator } from '../../src/cost/estimate-tenant.ts'
import type { Estimate } from '../../src/cost/estimate.ts'
import { exchangeRatesPath, parseExchangeRates, type ExchangeRates } from '../../src/cost/exchange-rates.ts'
import { parsePriceBook, pricesPath, type PriceBook } from '../../src/cost/price-book.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { parseSettings, settingsPath } from '../../src/tenant/settings/file.ts'
import type { Settings } from '../../src/tenant/settings/settings.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aFile } from '../builders.ts'

/** The day of the worked example; any later run gives the same figures. */
export const day = '2026-11-21'

export const readEstate = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../..', path), 'utf8')

export const estateBook = (): PriceBook =>
  found(parsePriceBook(aFile(pricesPath, readEstate(pricesPath))).book)
export const estateRates = (): ExchangeRates =>
  found(parseExchangeRates(aFile(exchangeRatesPath, readEstate(exchangeRatesPath))).rates)
export const estateSettings = (): Settings =>
  found(parseSettings(aFile(settingsPath, readEstate(settingsPath))).settings)

export function tenantOf(text: string, id: string): Tenant {
  const { tenant, findings } = parseTenant(aFile(`tenants/${id}.yaml`, text), estateSettings())
  if (tenant === undefined) throw new Error(JSON.stringify(findings))
  return tenant
}

/** One tenant by itself. */
export const estimateTenant = (
  tenant: Tenant,
  book: PriceBook,
  rates: ExchangeRates,
  settings: Settings,
  on: string,
): Estimate => tenantEstimator({ book, rates }, settings, on).estimate(tenant)

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The example estate has a broken rule file.')
  return value
}
