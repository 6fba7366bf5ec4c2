import { isDay } from './day.ts'
import type { Finding } from './finding.ts'
import { quote } from './yaml/quote.ts'
import { findingAt, type YamlFile } from './yaml/file.ts'

/** Days that look like dates and are in no calendar, such as 30 February: the schema's pattern lets them through. */
export function dateFindings(yaml: YamlFile): readonly Finding[] {
  if (!withDates.some((field) => at(yaml.value, [field]) !== undefined)) return []
  const ends = ['waivers', 'boosts'].flatMap((list) => {
    const items = at(yaml.value, [list])
    return Array.isArray(items) ? items.map((_, index) => [list, String(index), 'until']) : []
  })
  return [...dates, ...ends].flatMap((steps) => {
    const value = at(yaml.value, steps)
    if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value) || isDay(value)) return []
    return [
      findingAt(yaml, {
        rule: 'tenant/no-such-day',
        pointer: `/${steps.join('/')}`,
        says: `There is no day ${quote(value)}.`,
        fix: "Write a day of the calendar, such as `'2026-11-21'`.",
      }),
    ]
  })
}

/** Fields that hold some. */
const withDates = ['data', 'waivers', 'boosts'] as const

const dates = [
  ['data', 'accessControl', 'reviewedOn'],
  ['data', 'dpia', 'date'],
  ['data', 'segmentationTest', 'date'],
  ['data', 'significantFiduciary', 'audit', 'date'],
] as const

const at = (value: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>(
    (part, step) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, step)
        ? (part as Readonly<Record<string, unknown>>)[step]
        : undefined,
    value,
  )
