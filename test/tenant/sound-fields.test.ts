import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { generateTenants } from '../../scripts/bench/check-estate.ts'
import { declarationFindings } from '../../src/tenant/declaration-findings.ts'
import { schemaFindings } from '../../src/tenant/schema-findings.ts'
import { parseSettings } from '../../src/tenant/settings/file.ts'
import { fieldsAreSound } from '../../src/tenant/sound-fields.ts'
import { tenantValidator } from '../../src/tenant/tenant-validator.ts'
import { tenantFileLimits } from '../../src/tenant/yaml/document.ts'
import { readYaml } from '../../src/tenant/yaml/file.ts'
import { aFile } from '../builders.ts'
import { edits } from './edits.ts'
import { exampleIds, exampleText, shipped } from './examples.ts'

const settings = parseSettings(shipped('.github/landlord/settings.yml')).settings!

const files = [
  ...exampleIds.map((id) => ({ path: `tenants/${id}.yaml`, text: exampleText(id) })),
  ...generateTenants(40),
]

/** Whether the whole file, looked at as if it were the first, has nothing to be said of. */
function isSoundAlone(yaml: ReturnType<typeof readYaml>): boolean {
  return (
    schemaFindings(tenantValidator, yaml).length === 0 && declarationFindings(yaml, settings).length === 0
  )
}

test('what is sound in one file is sound in another', () => {
  const verdicts = files.map(({ path, text }) =>
    fieldsAreSound(readYaml(aFile(path, text), tenantFileLimits), settings),
  )
  expect(new Set(verdicts)).toEqual(new Set([true]))
})

test('a file is sound by its fields, and by those that are missing, whatever was sound before', () => {
  let unsound = 0
  const line = fc
    .tuple(fc.constantFrom(...files), fc.constantFrom(...files), fc.nat(), fc.nat())
    .map(([{ path, text }, other, from, to]) => {
      // A line of another file, in the place of one of its own: an id that is not the name, a field twice, one missing.
      const lines = text.split('\n')
      const others = other.text.split('\n')
      lines[from % lines.length] = others[to % others.length] ?? ''
      return { path, text: lines.join('\n') }
    })
  const edited = fc
    .tuple(fc.constantFrom(...files), fc.array(edits, { minLength: 1, maxLength: 3 }))
    .map(([{ path, text }, changes]) => ({
      path,
      text: changes.reduce<Buffer>((now, edit) => edit(now), Buffer.from(text)).toString('utf8'),
    }))
  fc.assert(
    fc.property(fc.oneof(line, edited), ({ path, text }) => {
      const yaml = readYaml(aFile(path, text), tenantFileLimits)
      if (yaml.value === undefined || yaml.findings.length > 0) return
      const alone = isSoundAlone(yaml)
      if (!alone) unsound += 1
      expect({ text, sound: fieldsAreSound(yaml, settings) }).toEqual({ text, sound: alone })
    }),
    { numRuns: 300 },
  )
  expect(unsound).toBeGreaterThan(10)
})
