import ratesSchema from '../../schemas/exchange-rates.schema.json' with { type: 'json' }
import type { EstateFile } from '../tenant/estate-file.ts'
import { rulesFolder } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import { isDay } from '../tenant/day.ts'
import type { Currency } from '../tenant/money.ts'
import { lazySchema, schemaFindings } from '../tenant/schema-findings.ts'
import { findingAt, readYaml } from '../tenant/yaml/file.ts'
import { parseDecimal } from './decimal.ts'

export const exchangeRatesPath = `${rulesFolder}exchange-rates.yml`

/** Decimals of a rate. */
export const ratePlaces = 6

/** One unit of `from` is `rate` units of `to`, from `validFrom` until a later row. */
export type Rate = Readonly<{
  from: Currency
  to: Currency
  /** In millionths. */
  rate: bigint
  validFrom: string
  source: string
  basis: 'example' | 'agreed' | 'published'
}>

export type ExchangeRates = readonly Rate[]

/** The rate of that day (ISO date or time): the same commit gives the same figure for ever. */
export function rateOn(
  rates: ExchangeRates,
  pair: Readonly<{ from: Currency; to: Currency }>,
  on: string,
): Rate | undefined {
  const day = on.slice(0, 10)
  if (pair.from === pair.to)
    return {
      ...pair,
      rate: 10n ** BigInt(ratePlaces),
      validFrom: day,
      source: 'the same currency',
      basis: 'agreed',
    }
  return rates
    .filter(({ from, to, validFrom }) => from === pair.from && to === pair.to && validFrom <= day)
    .reduce<Rate | undefined>(
      (last, rate) => (last === undefined || rate.validFrom > last.validFrom ? rate : last),
      undefined,
    )
}

/** Reads the dated rates; every flaw denies. */
export function parseExchangeRates(
  file: EstateFile,
): Readonly<{ rates: ExchangeRates | undefined; findings: readonly Finding[] }> {
  const yaml = readYaml(file)
  const shape = [...yaml.findings, ...schemaFindings(validate, yaml)]
  if (yaml.value === undefined || shape.length > 0) return { rates: undefined, findings: shape }
  const findings: Finding[] = []
  const seen = new Set<string>()
  const rates = (yaml.value as Declared).rates.map((row, index) => {
    const rate = parseDecimal(yaml.sourceOf(`/rates/${index}/rate`) ?? '', ratePlaces) ?? 0n
    const wrong = (rule: string, field: string, says: string, fix: string): void => {
      findings.push(
        findingAt(yaml, { rule: `rates/${rule}`, pointer: `/rates/${index}/${field}`, says, fix }),
      )
    }
    const key = `${row.from} ${row.to} ${row.validFrom}`
    if (seen.has(key))
      wrong(
        'twice',
        'validFrom',
        `${row.from} to ${row.to} has two rates from ${row.validFrom}.`,
        'Keep the one that holds.',
      )
    seen.add(key)
    if (rate === 0n)
      wrong(
        'amount',
        'rate',
        `“${yaml.sourceOf(`/rates/${index}/rate`) ?? ''}” is no rate.`,
        `Write a plain decimal above 0, such as "84.10", with at most ${ratePlaces} decimals.`,
      )
    if (row.from === row.to)
      wrong(
        'same',
        'to',
        `A rate from ${row.from} to itself is always 1.`,
        'Name another currency, or remove the row.',
      )
    if (!isDay(row.validFrom))
      wrong('date', 'validFrom', `${row.validFrom} is no day of the calendar.`, 'Write it as 2026-09-01.')
    return { ...row, rate }
  })
  return { rates: findings.some(denies) ? undefined : rates, findings }
}

const validate = lazySchema(ratesSchema)

/** What the schema promises. */
type Declared = Readonly<{ rates: readonly (Omit<Rate, 'rate'> & Readonly<{ rate: string | number }>)[] }>
