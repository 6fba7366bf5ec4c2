import { describe, expect, test } from '@jest/globals'
import { daysBetween, daysLater, isDay } from '../../src/tenant/day.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { aFile, aSettings } from '../builders.ts'
import { exampleText } from './examples.ts'

test.each([
  ['2026-11-21', '2026-11-21', 0n],
  ['2026-11-21', '2027-05-20', 180n],
  ['2028-02-28', '2028-03-01', 2n],
  ['2026-03-01', '2026-02-28', -1n],
])('from %s to %s', (from, to, days) => {
  expect(daysBetween(from, to)).toBe(days)
  expect(daysLater(from, Number(days))).toBe(to)
})

test.each(['2026-02-30', '2026-13-01', '2026-1-1', 'today', ''])('%j is no day', (text) => {
  expect(isDay(text)).toBe(false)
  expect(() => daysBetween(text, '2026-01-01')).toThrow('is not a date')
})

describe('a date in a tenant file', () => {
  const text = exampleText('sunrise-health')
  const findings = (edited: string) =>
    parseTenant(aFile('tenants/sunrise-health.yaml', edited), aSettings()).findings.map(
      ({ line, pointer, says, fix }) => `${line} ${pointer} ${says} → ${fix}`,
    )
  const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length

  test('has to be in the calendar', () => {
    expect(findings(text.replace('2026-06-15', '2026-02-30'))).toEqual([
      `${lineOf('dpia:')} /data/dpia/date There is no day \`2026-02-30\`. → Write a day of the calendar, such as \`'2026-11-21'\`.`,
    ])
  })

  test('also where a waiver ends', () => {
    const waivers =
      "waivers:\n  - { rule: gdpr/dpia, until: '2027-02-29', reason: Due in January., approvedBy: c@acme.example }\n"
    expect(findings(text + waivers)).toEqual([expect.stringContaining('/waivers/0/until There is no day')])
    expect(findings(text + waivers.replace('02-29', '02-28'))).toEqual([])
  })
})
