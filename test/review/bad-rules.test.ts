import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../src/review/evaluate.ts'
import { denies } from '../../src/tenant/finding.ts'
import { aFile } from '../builders.ts'
import { outside } from '../tenant/edits.ts'
import { anAddedFile, anInput, estateRules, tenantText } from './an-estate.ts'

const path = '.github/landlord/policies/town.yml'
const school = anAddedFile('tenants/vidya-school.yaml', tenantText('vidya-school'))

const rule = (expression: string, id = 'one', tests = 1) => `  - id: ${id}
    expression: ${JSON.stringify(expression)}
    says: Something is wrong.
    fix: Mend it.
    source: House rule
    effectiveFrom: 2026-01-01
    tests:
${`      - { says: a, tenant: { tier: bronze }, expect: pass }\n`.repeat(tests)}      - { says: b, tenant: { tier: gold }, expect: fail }
`
const pack = (...rules: readonly string[]) =>
  `apiVersion: landlord/v1\nname: town\nbasis: house\nrules:\n${rules.join('')}`

const ten = '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]'
const bomb = `${ten}.all(a, ${ten}.all(b, ${ten}.all(c, ${ten}.all(d, ${ten}.all(e, ${ten}.all(f, a + f > 0))))))`
const growing = `cel.bind(a, ${ten} + ${ten}, ${'cel.bind(a, a + a, '.repeat(14)}size(a) > 1${')'.repeat(15)}`
const laughs = Array.from({ length: 9 }, (_, at) =>
  at === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]' : `a${at}: &a${at} [${`*a${at - 1}, `.repeat(9)}x]`,
).join('\n')

const bad: readonly (readonly [what: string, content: string | Uint8Array, rule: RegExp])[] = [
  ['a type error', pack(rule('tier == 3')), /expression\/type/],
  ['an unknown field', pack(rule('budget.yeerly > 1')), /expression\/type/],
  ['a pattern that looks around', pack(rule('id.matches("(?=a)b")')), /expression\/pattern/],
  [
    'a pattern that repeats repetitions',
    pack(rule('id.matches("((a{100}){100}){100}")')),
    /expression\/pattern/,
  ],
  [
    'a megabyte of expression',
    pack(rule(`tier == "${'x'.repeat(1 << 20)}"`)),
    /schema\/|expression\/too-large/,
  ],
  ['sixty thousand brackets', pack(rule('('.repeat(60_000))), /expression\//],
  ['as many nots', pack(rule(`${'!'.repeat(60_000)}true`)), /expression\//],
  ['brackets that close', pack(rule(`${'('.repeat(30_000)}true${')'.repeat(30_000)}`)), /expression\//],
  ['two rules of one id', pack(rule('tier != "gold"'), rule('tier != "gold"')), /policy\/same-id/],
  ['an anchor in itself', `${pack(rule('true'))}title: &a [*a]\n`, /yaml\//],
  ['anchors in anchors', `${pack(rule('true'))}${laughs}\n`, /yaml\/|schema\//],
  ['an include', `${pack(rule('true'))}title: !include ../policies/town.yml\n`, /yaml\//],
  ['lists in lists', `rules: ${'['.repeat(100_000)}`, /yaml\//],
  ['three megabytes of list', `rules:\n${'- x\n'.repeat(750_000)}`, /yaml\/|file\//],
  ['more than may be read', `# ${'x'.repeat(3 * 1024 * 1024)}\n${pack(rule('true'))}`, /file\//],
  ['bytes that are no text', new Uint8Array(4096).map((_, at) => (at * 37) % 256), /file\/|yaml\//],
  [
    'a UTF-16 file',
    Uint8Array.from([0xff, 0xfe, ...Buffer.from(pack(rule('true')), 'utf16le')]),
    /file\/|yaml\//,
  ],
]

/** Milliseconds of processor time; a busy machine makes nobody late. */
function cpu<T>(work: () => T): Readonly<{ result: T; ms: number }> {
  const start = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(start)
  return { result, ms: (user + system) / 1000 }
}

/** The whole gate; generous, since the slowest of these takes a quarter of it. */
const maxMs = 8_000

const bytesOf = (content: string | Uint8Array) => Buffer.from(content)

describe.each(bad)('%s', (_, content, wanted) => {
  test('in force: nothing passes, and the finding says where', () => {
    const rules = [...estateRules, aFile(path, content)]
    const { result, ms } = cpu(() => evaluate(anInput([school], { rules })))
    const found = result.findings.filter((finding) => denies(finding) && finding.file === path)
    expect(result.outcome).toBe('refused')
    expect(found.map((finding) => finding.rule)).toContainEqual(expect.stringMatching(wanted))
    expect(found.flatMap((finding) => outside(finding, bytesOf(content)) ?? [])).toEqual([])
    expect(ms).toBeLessThan(maxMs)
  })

  test('in a pull request: it cannot be merged', () => {
    const { result, ms } = cpu(() => evaluate(anInput([anAddedFile(path, content)])))
    expect(result.outcome).toBe('refused')
    expect(result.findings.filter(denies).map(({ file }) => file)).toContain(path)
    expect(ms).toBeLessThan(maxMs)
  })
})

describe('a rule that is well written and works without end', () => {
  test.each([
    ['loops in loops', bomb],
    ['a list that doubles', growing],
    ['text against a long pattern', `[${'id.matches("(a?){400}b"), '.repeat(400)}true].all(x, x)`],
  ])('%s: its tests fail at their place, and a tenant is refused at the rule', (_, expression) => {
    const content = pack(rule(expression))
    const proposed = cpu(() => evaluate(anInput([anAddedFile(path, content)])))
    expect(proposed.result.findings.filter(denies).map((finding) => finding.rule)).toContain('policy/test')
    const inForce = cpu(() => evaluate(anInput([school], { rules: [...estateRules, aFile(path, content)] })))
    expect(inForce.result.findings.find(({ file }) => file === path)).toMatchObject({
      rule: 'town/one',
      severity: 'deny',
      line: 6,
    })
    expect(proposed.ms + inForce.ms).toBeLessThan(maxMs)
  })

  test('backtracking is none: a pattern that hangs elsewhere is decided here', () => {
    const content = pack(
      rule('!("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!".matches("^(a+)+$")) && tier != "gold"'),
    )
    const { result, ms } = cpu(() => evaluate(anInput([anAddedFile(path, content)])))
    expect(result.findings.filter(denies)).toEqual([])
    expect(ms).toBeLessThan(maxMs)
  })

  test('a hundred of them with fifty tests each: the tests are ended, and that is said', () => {
    const content = pack(...Array.from({ length: 100 }, (_, at) => rule(bomb, `rule-${at}`, 48)))
    const { result, ms } = cpu(() => evaluate(anInput([anAddedFile(path, content)])))
    expect(result.findings.map((finding) => finding.rule)).toContain('policy/tests-too-long')
    expect(result.outcome).toBe('refused')
    expect(ms).toBeLessThan(2 * maxMs)
  })
})
