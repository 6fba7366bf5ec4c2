import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { coveringLines } from '../../src/approvals/asked-lines.ts'
import { linesFor } from '../../src/approvals/lines-for.ts'
import { openSeats } from '../../src/approvals/open-seats.ts'
import { owners } from '../../src/approvals/owners.ts'
import { uncoveredPaths } from '../../src/approvals/uncovered.ts'
import { aSettings } from '../builders.ts'
import { parsed } from './estate.ts'

/** Names and wildcards that meet each other often. */
const name = fc.constantFrom('a', 'b', 'ab', 'a.b', '*', '*b', 'a*', '?', '**', 'a?b', '\\*')
const pattern = fc
  .tuple(fc.boolean(), fc.array(name, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([rooted, names, folder]) => `${rooted ? '/' : ''}${names.join('/')}${folder ? '/' : ''}`)
const path = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'a.b', 'axb', '*'), { minLength: 1, maxLength: 4 })
  .map((names) => names.join('/'))
const section = fc.array(pattern, { minLength: 1, maxLength: 8 })

const textOf = (sections: readonly (readonly string[])[]): string =>
  sections.map((lines, at) => [`[S${at}]`, ...lines.map((line) => `${line} @owner`)].join('\n')).join('\n')

describe('the index of lines', () => {
  test('leaves out no line that covers the path, and keeps their order', () => {
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 3 }), path, (sections, about) => {
        const approvers = parsed(textOf(sections))
        const lines = linesFor(approvers)(about)
        for (const one of approvers.sections) {
          const own = lines.find(({ section }) => section === one)?.rules ?? []
          const left = own.filter(({ covers }) => covers(about))
          expect(left).toEqual(one.rules.filter(({ covers }) => covers(about)))
        }
      }),
      { numRuns: 500 },
    )
  })

  test('tells files apart that are not covered by the same lines, and no others', () => {
    const paths = fc.array(path, { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 3 }), paths, (sections, abouts) => {
        const approvers = parsed(textOf(sections))
        const numberOf = coveringLines(approvers)
        const covering = (about: string) =>
          approvers.sections.flatMap(({ rules }) =>
            rules.filter(({ covers }) => covers(about)).map(({ line }) => line),
          )
        for (const one of abouts)
          for (const other of abouts)
            expect(numberOf(one) === numberOf(other)).toBe(
              JSON.stringify(covering(one)) === JSON.stringify(covering(other)),
            )
      }),
      { numRuns: 300 },
    )
  })

  test('so that seats and what nobody speaks of are as if each line were asked of each path', () => {
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 3 }), path, (sections, about) => {
        const approvers = parsed(textOf(sections))
        const lines = owners(approvers, about).flatMap(({ line }) => line ?? [])
        const seats = openSeats(approvers, [], [{ path: about }], aSettings())
        expect(seats.map(({ line }) => line)).toEqual(lines)
        expect(uncoveredPaths(approvers, [about])).toEqual(lines.length === 0 ? [about] : [])
      }),
      { numRuns: 500 },
    )
  })
})

test.each([
  ['from the root', (n: number) => `/tenants/team-${n}/*.yaml @team-${n}`, 1000],
  ['that begin anywhere', (n: number) => `team-${n}/ @team-${n}`, 1000],
  ['that all cover everything', () => '/tenants/ @everyone', 1],
  ['of wildcards only, which nothing tells apart', (n: number) => `*-${n}.yaml @team-${n}`, 0],
])('1,000 lines %s, of 10,000 files: about a tenth of a second, and never seconds', (_, line, seats) => {
  const approvers = parsed(`[Big]\n${Array.from({ length: 1000 }, (__, n) => line(n)).join('\n')}`)
  const files = Array.from({ length: 10_000 }, (__, n) => ({ path: `tenants/team-${n % 1000}/t${n}.yaml` }))
  const before = process.cpuUsage()
  expect(openSeats(approvers, [], files, aSettings())).toHaveLength(seats)
  const { user, system } = process.cpuUsage(before)
  // `npm run bench -- approvers` has the figures; this has room for a machine with much else to do.
  expect((user + system) / 1000).toBeLessThan(2_000)
})
