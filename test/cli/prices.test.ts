import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readEstate } from '../cost/estate.ts'
import { aClone, type Clone } from './a-clone.ts'

let clone: Clone
beforeAll(() => {
  clone = aClone()
})
afterAll(() => clone.remove())

const path = '.github/landlord/prices.yml'
const check = (...more: string[]) => clone.landlord('prices', 'check', ...more)

describe('prices check', () => {
  test('old prices are warnings with their places, and 0', async () => {
    const { stdout, stderr, code } = await check('--on', '2026-11-21')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /prices\.yml:\d+:\d+ {2}warning {2}The price of model\/gpt-4o\/input .* 508 days ago/,
    )
    expect(stderr).toBe(
      '57 rows, 26 of them not priced; oldest price of 2024-07, 31 of 31 older than 180 days.\n',
    )
  })
  test('on a day on which they were young there is nothing to say', async () => {
    const { stdout, code } = await check('--on', '2024-07-02', '--format', 'json')
    const { findings, missing } = JSON.parse(stdout) as { findings: { rule: string }[]; missing: number }
    expect({ code, missing }).toEqual({ code: 0, missing: 26 })
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(['prices/future']))
  })
  test('a day that is none is refused', async () => {
    const { stderr, code } = await check('--on', 'yesterday')
    expect(code).toBe(2)
    expect(stderr).toContain('"yesterday" is no day.')
  })
  test('a broken book is an error at its line, and 1', async () => {
    const text = readEstate(path)
    clone.write(path, text.replace('{ from: 10240, price: 0.085 }', '{ from: 0, price: 0.085 }'))
    const { stdout, stderr, code } = await check()
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /prices\.yml:\d+:\d+ {2}error {2}This tier of egress\/internet in us-east-1 overlaps/,
    )
    expect(stderr).toBe('The price book cannot be used: 1 error.\n')
  })
})
