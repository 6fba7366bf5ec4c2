import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parsePolicies } from '../../src/policy/parse-policies.ts'
import { runRuleTests } from '../../src/policy/run-rule-tests.ts'
import { parseSettings } from '../../src/tenant/settings/file.ts'
import { aFile, aSettings } from '../builders.ts'
import { edits, outside, type Edit } from '../tenant/edits.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
const rules = join(import.meta.dirname, '../../.github/landlord')
const changes = fc.array(edits, { minLength: 1, maxLength: 5 })
const edited = (path: string, edit: readonly Edit[]) =>
  edit.reduce<Buffer>((now, change) => change(now), readFileSync(join(rules, path)))

test(`whatever ${numRuns} edits make of a pack, it is read or refused at a place inside it`, () => {
  fc.assert(
    fc.property(fc.constantFrom('policies/house.yml', 'policies/gdpr.yml'), changes, (path, edit) => {
      const bytes = edited(path, edit)
      const { policies, findings } = parsePolicies([aFile(`.github/landlord/${path}`, bytes)])
      const tests = runRuleTests(policies, aSettings()).findings
      expect([...findings, ...tests].flatMap((finding) => outside(finding, bytes) ?? [])).toEqual([])
    }),
    { numRuns },
  )
}, 600_000)

test(`whatever ${numRuns} edits make of the settings, they are read or refused at a place inside them`, () => {
  fc.assert(
    fc.property(changes, (edit) => {
      const bytes = edited('settings.yml', edit)
      const { settings, findings } = parseSettings(aFile('.github/landlord/settings.yml', bytes))
      expect(findings.flatMap((finding) => outside(finding, bytes) ?? [])).toEqual([])
      expect(settings === undefined).toBe(findings.length > 0)
    }),
    { numRuns },
  )
}, 600_000)
