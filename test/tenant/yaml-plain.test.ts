import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { generateTenants } from '../../scripts/bench/check-estate.ts'
import { ruleFileLimits, tenantFileLimits, type Limits } from '../../src/tenant/yaml-document.ts'
import { readYamlFully } from '../../src/tenant/yaml-full.ts'
import { readPlainYaml } from '../../src/tenant/yaml-plain.ts'
import { aFile } from '../builders.ts'
import { edits } from './edits.ts'
import { exampleIds, exampleText, shipped } from './examples.ts'
import { structures } from './structures.ts'

/** `PLAIN_RUNS=1000000 npm test -- test/tenant/yaml-plain` looks harder. */
const numRuns = Number(process.env.PLAIN_RUNS ?? 2000)

const fully = (text: string, limits: Limits): unknown => {
  const { value, findings } = readYamlFully(aFile('tenants/x.yaml', text), limits)
  return findings.length === 0 ? value : undefined
}

/** What the fast reader takes is what the full one takes, value for value; otherwise it has declined. */
function sameOrDeclined(text: string): void {
  for (const limits of [tenantFileLimits, ruleFileLimits]) {
    const value = readPlainYaml(text, limits)
    if (value !== undefined) expect({ text, value }).toEqual({ text, value: fully(text, limits) })
  }
}

test.each([...exampleIds.map(exampleText), ...generateTenants(20).map(({ text }) => text)])(
  'an ordinary file is read fast, and as the full reader reads it',
  (text) => {
    const value = readPlainYaml(text, tenantFileLimits)
    expect(value).toBeDefined()
    expect(value).toEqual(fully(text, tenantFileLimits))
  },
)

test('the settings too, with their days and durations', () => {
  const text = new TextDecoder().decode(shipped('.github/landlord/settings.yml').bytes)
  const value = readPlainYaml(text, ruleFileLimits)
  expect(value).toBeDefined()
  expect(value).toEqual(fully(text, ruleFileLimits))
})

test(`so is whatever ${numRuns} edits make of one, or it is left to the full reader`, () => {
  const files = [...exampleIds.map(exampleText), ...generateTenants(20).map(({ text }) => text)]
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.array(edits, { minLength: 1, maxLength: 4 }),
      (text, changes) => {
        const bytes = changes.reduce<Buffer>((now, edit) => edit(now), Buffer.from(text))
        sameOrDeclined(bytes.toString('utf8'))
      },
    ),
    { numRuns },
  )
}, 600_000)

test(`and so is whatever ${numRuns} grammars make`, () => {
  fc.assert(fc.property(structures, sameOrDeclined), { numRuns: numRuns * 2 })
}, 600_000)
