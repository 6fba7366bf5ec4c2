import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { denies } from '../../src/tenant/finding.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { aFile, aSettings } from '../builders.ts'
import { edits, outside } from './edits.ts'
import { exampleIds, exampleText } from './examples.ts'

/** `FUZZ_RUNS=20000 npm test -- test/tenant/fuzz` looks harder. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 500)

const settings = aSettings()

test(`whatever ${numRuns} edits make of a good file, it is read or refused at a place inside it`, () => {
  let slowest = 0
  // The schema is compiled once, by whoever comes first.
  parseTenant(aFile('tenants/vidya-school.yaml', exampleText('vidya-school')), settings)
  fc.assert(
    fc.property(
      fc.constantFrom(...exampleIds),
      fc.array(edits, { minLength: 1, maxLength: 6 }),
      (id, changes) => {
        const bytes = changes.reduce<Buffer>((now, edit) => edit(now), Buffer.from(exampleText(id)))
        const file = aFile(`tenants/${id}.yaml`, bytes)
        const started = performance.now()
        const { tenant, findings } = parseTenant(file, settings)
        slowest = Math.max(slowest, performance.now() - started)
        expect(
          findings.map((finding) => outside(finding, bytes)).filter((place) => place !== undefined),
        ).toEqual([])
        expect(findings.every(({ says, fix }) => /[.?]$/.test(says) && /[.?!]$/.test(fix))).toBe(true)
        expect(tenant === undefined).toBe(findings.some(denies))
      },
    ),
    { numRuns },
  )
  // Generous for a busy machine; the quiet one's worst is reported by the 20 000.
  expect(slowest).toBeLessThan(2000)
  if (numRuns > 5000) process.stderr.write(`slowest file: ${slowest.toFixed(1)} ms\n`)
}, 600_000)
