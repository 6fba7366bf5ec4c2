import { expect, test } from '@jest/globals'
import { parsePolicies } from '../../src/policy/parse-policies.ts'
import { aFile } from '../builders.ts'

const path = '.github/landlord/policies/acme.yml'
const good = `apiVersion: landlord/v1
name: acme
basis: house
match: tier == "gold"
rules:
  - id: owner
    expression: owner.endsWith("@acme.example")
    says: The owner is not one of us.
    fix: Name one of us.
    source: House rule
    effectiveFrom: 2026-01-01
    pointer: /owner
    tests:
      - { says: ours, tenant: { tier: gold, owner: a@acme.example }, expect: pass }
      - { says: not ours, tenant: { tier: gold, owner: a@other.example }, expect: fail }
`
const parse = (text: string, at = path) => parsePolicies([aFile(at, text)])
const sentences = (text: string) => parse(text).findings.map((f) => `${f.line}:${f.column} ${f.says}`)

test('a pack is read with its conditions checked', () => {
  const { policies, findings } = parse(good)
  expect(findings).toEqual([])
  expect(policies).toEqual([
    expect.objectContaining({
      name: 'acme',
      file: path,
      rules: [
        expect.objectContaining({
          id: 'acme/owner',
          basis: 'house',
          severity: 'deny',
          pointer: '/owner',
          line: 7,
          column: 5,
          effectiveFrom: '2026-01-01',
        }),
      ],
    }),
  ])
})

test('other rule files are not packs', () => {
  expect(
    parsePolicies([aFile('.github/landlord/APPROVERS', '['), aFile('.github/landlord/prices.yml', '[')]),
  ).toEqual({
    policies: [],
    findings: [],
  })
})

test.each([
  [
    'a field with a typo',
    good.replace('severity', '').replace('says: The', 'sais: The'),
    ['6:5 `says` is missing in `rules[0]`.', '8:5 `sais` is not a field that exists here.'],
  ],
  [
    'an expression of a field that does not exist',
    good.replace('owner.endsWith', 'ownr.endsWith'),
    ['7:17 The condition is not valid: Unknown variable: ownr.'],
  ],
  [
    'an expression with a mistake in the middle',
    good.replace('"@acme.example")', '"@acme.example") && tier == 3'),
    [expect.stringMatching(/^7:\d+ The condition is not valid: no such overload/)],
  ],
  [
    'an expression that asks nothing',
    good.replace('owner.endsWith("@acme.example")', 'budget.yearly'),
    ['7:17 The condition gives a int, not yes or no.'],
  ],
  [
    'an expression of what it costs',
    good.replace('owner.endsWith("@acme.example")', 'owner != "" || cost.monthly < lakh(1)'),
    ['7:17 A compliance rule does not see `cost`: what a change costs is judged when somebody makes it.'],
  ],
  [
    'a message of what it costs',
    good.replace('    fix:', '    messageExpression: string(cost.monthly)\n    fix:'),
    [expect.stringMatching(/^9:24 A compliance rule does not see `cost`/)],
  ],
  [
    'a loop over something else that is called so',
    good.replace('owner.endsWith("@acme.example")', 'models.all(m, m != "cost")'),
    [],
  ],
  [
    'an expression in quotes',
    good.replace('tier == "gold"', '\'teir == "gold"\''),
    ['4:9 The condition is not valid: Unknown variable: teir.'],
  ],
  [
    'an expression over several lines',
    good.replace('match: tier == "gold"', 'match: >-\n  teir == "gold"'),
    ['5:3 The condition is not valid: Unknown variable: teir.'],
  ],
  ['no tests', good.replace(/tests:[^]*/, 'tests: []\n'), ['13:12 `rules[0].tests` is empty.']],
  [
    'two rules of one id',
    good + good.slice(good.indexOf('  - id')),
    ['16:9 There is already a rule `owner`, in line 6.'],
  ],
  [
    'a date that is none',
    good.replace('2026-01-01', '2026-13-01'),
    ['11:20 `rules[0].effectiveFrom` is `2026-13-01`; a date is written like `2018-05-25`.'],
  ],
  [
    'broken YAML',
    good.replace('tier == "gold"', '"tier'),
    [expect.stringMatching(/^\d+:\d+ A quoted text is not closed\.$/)],
  ],
  ['nothing', '', ['1:1 The file is empty.']],
  [
    'a condition of a megabyte',
    good.replace('tier == "gold"', `tier == "${'g'.repeat(600_000)}"`),
    [expect.stringMatching(/^4:8 `match` is longer than 65536 characters\.$/)],
  ],
])('%s is a finding at its line', (_, text, expected) => {
  expect(sentences(text)).toEqual(expected)
})

test('two packs of one name', () => {
  const { findings } = parsePolicies([aFile(path, good), aFile('.github/landlord/policies/copy.yml', good)])
  expect(findings.map(({ file, says }) => [file, says])).toEqual([
    [
      '.github/landlord/policies/copy.yml',
      'The pack `acme` is already defined in `.github/landlord/policies/acme.yml`.',
    ],
  ])
})
