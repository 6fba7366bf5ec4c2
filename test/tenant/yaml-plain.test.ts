import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { generateTenants } from '../../scripts/bench/check-estate.ts'
import { ruleFileLimits, tenantFileLimits, type Limits } from '../../src/tenant/yaml/document.ts'
import { pointerStep } from '../../src/tenant/pointer.ts'
import { readYaml } from '../../src/tenant/yaml/file.ts'
import { readYamlFully, type YamlFile } from '../../src/tenant/yaml/full.ts'
import { readPlainYaml } from '../../src/tenant/yaml/plain.ts'
import { aFile } from '../builders.ts'
import { edits } from './edits.ts'
import { exampleIds, exampleText, shipped } from './examples.ts'
import { structures } from './structures.ts'

/** `PLAIN_RUNS=1000000 npm test -- test/tenant/yaml-plain` looks harder. */
const numRuns = Number(process.env.PLAIN_RUNS ?? 700)

const fully = (text: string, limits: Limits): unknown => {
  const { value, findings } = readYamlFully(aFile('tenants/x.yaml', text), limits)
  return findings.length === 0 ? value : undefined
}

const ruleFiles = [
  ...['settings', 'prices', 'exchange-rates'].map((name) => `.github/landlord/${name}.yml`),
  ...['dpdpa', 'gdpr', 'hipaa', 'house', 'pci-dss', 'sox'].map(
    (name) => `.github/landlord/policies/${name}.yml`,
  ),
]

/** What the fast reader takes is what the full one takes, value for value; otherwise it has declined. */
function sameOrDeclined(text: string): void {
  for (const limits of [tenantFileLimits, ruleFileLimits]) {
    const value = readPlainYaml(text, limits)
    if (value === undefined) continue
    expect({ text, value }).toEqual({ text, value: fully(text, limits) })
    samePlaces(text, limits)
  }
}

/** Of every key and value, and of something that is not there. */
function samePlaces(text: string, limits: Limits): void {
  const file = aFile('tenants/x.yaml', text)
  const [fast, full] = [readYaml(file, limits), readYamlFully(file, limits)]
  const placesOf = ({ locate, locateText, sourceOf }: YamlFile, pointer: string) => [
    ...[locate(pointer), locate(pointer, 'key'), locate(`${pointer}/nowhere`), locateText(pointer)],
    sourceOf(pointer),
  ]
  for (const pointer of pointersOf(full.value))
    expect({ text, pointer, places: placesOf(fast, pointer) }).toEqual({
      ...{ text, pointer, places: placesOf(full, pointer) },
    })
}

const pointersOf = (value: unknown, at = ''): readonly string[] => [
  at,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => pointersOf(part, at + pointerStep(key)))
    : []),
]

test.each([...exampleIds.map(exampleText), ...generateTenants(20).map(({ text }) => text)])(
  'an ordinary file is read fast, and as the full reader reads it',
  (text) => {
    const value = readPlainYaml(text, tenantFileLimits)
    expect(value).toBeDefined()
    expect(value).toEqual(fully(text, tenantFileLimits))
    samePlaces(text, tenantFileLimits)
  },
)

test.each(ruleFiles)('%s too, with its days, durations and conditions', (path) => {
  const text = new TextDecoder().decode(shipped(path).bytes)
  const value = readPlainYaml(text, ruleFileLimits)
  expect(value).toBeDefined()
  expect(value).toEqual(fully(text, ruleFileLimits))
  samePlaces(text, ruleFileLimits)
})

test(`so is whatever ${numRuns} edits make of one, or it is left to the full reader`, () => {
  const files = [
    ...[...exampleIds.map(exampleText), ...generateTenants(20).map(({ text }) => text)],
    // The half of a pack is enough to be wrong in every way.
    ...ruleFiles.slice(-2).map((path) => new TextDecoder().decode(shipped(path).bytes).slice(0, 2000)),
  ]
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
