import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { admit } from '../../src/capacity/admission.ts'
import { claimsAhead, type Claim } from '../../src/capacity/claim.ts'
import { holdingOf } from '../../src/capacity/holding.ts'
import { aPool, asking } from './a-pool.ts'

const on = '2026-11-21'
const holds = (id: string, quota: number) => [holdingOf(asking(id, quota), on)].flatMap((one) => one ?? [])
const claim = (pull: number, quota: number, place = pull): Claim => ({
  ...{ pull, headSha: 'a', place },
  holdings: holds(`t${pull}`, quota),
})
const ahead = (claims: readonly Claim[], pull: number, quota: number) =>
  claimsAhead(claims, pull, holds(`t${pull}`, quota)).map((one) => one.pull)

test.each([
  ['a newcomer sees every claim', [claim(1, 5), claim(3, 5)], 2, 5, [1, 3]],
  ['who has a place sees only those before it', [claim(1, 5), claim(2, 5), claim(3, 5)], 2, 5, [1]],
  ['who asks for less keeps the place', [claim(1, 5), claim(2, 5), claim(3, 5)], 2, 4, [1]],
  ['who asks for more goes to the end', [claim(1, 5), claim(2, 5), claim(3, 5)], 2, 6, [1, 3]],
])('%s', (_, claims, pull, quota, expected) => {
  expect(ahead(claims, pull, quota)).toEqual(expected)
})

test('offline nobody is anybody’s pull request', () => {
  expect(claimsAhead([claim(1, 5)], undefined, [])).toHaveLength(1)
})

test('of any number of claims some pull request is always admitted: they never wait for each other', () => {
  const quotas = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(quotas, (all) => {
      const claims = all.map((quota, index) => claim(index + 1, quota))
      const admitted = claims.filter(({ pull }, index) => {
        const after = asking(`t${pull}`, all[index] ?? 0)
        const rest = claimsAhead(claims, pull, holds(after.id, all[index] ?? 0))
        const input = {
          pools: [aPool()],
          tenants: [after],
          changes: [{ before: undefined, after }],
          claims: rest,
          on,
        }
        return admit(input).findings.length === 0
      })
      expect(admitted[0]?.pull).toBe(1)
      const held = admitted.reduce(
        (sum, { holdings }) => sum + (holdings[0]?.quotas.queriesPerMinute ?? 0),
        0,
      )
      expect(held).toBeLessThanOrEqual(1000)
    }),
  )
})
