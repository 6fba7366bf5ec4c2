import { describe, expect, test } from '@jest/globals'
import { checkEstate } from '../../src/review/check-estate.ts'
import { evaluate } from '../../src/review/evaluate.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { denies } from '../../src/tenant/finding.ts'
import { aFile } from '../builders.ts'
import { anAddedFile, anInput, estatePeople, estateRules, tenantText } from './an-estate.ts'

const approversPath = '.github/landlord/APPROVERS'
const settingsPath = '.github/landlord/settings.yml'
const guarded = '[Rules]\n/.github/  @acme/platform\n'

const rulesWith = (approvers: string, settings = (text: string) => text): readonly EstateFile[] =>
  estateRules.map((file) =>
    file.path === approversPath
      ? aFile(approversPath, `${guarded}${approvers}`)
      : file.path === settingsPath
        ? aFile(
            settingsPath,
            settings(new TextDecoder().decode(file.bytes).replace(/^guardrails:\n.*\n/m, '')),
          )
        : file,
  )

const school = (id: string, edit = (text: string) => text): EstateFile =>
  aFile(`tenants/${id}.yaml`, edit(tenantText('vidya-school').replace(/^id: .*$/m, `id: ${id}`)))

const found = (rules: readonly EstateFile[], tenants: readonly EstateFile[]) =>
  checkEstate({ files: [...rules, ...tenants], on: '2026-11-22' }).findings.filter(
    ({ rule }) => rule.startsWith('approv') || rule.includes('odd'),
  )

const many = Array.from({ length: 30 }, (_, n) => school(`school-${n}`))

describe('seats of the whole estate, as if each tenant came today', () => {
  test('nothing is said of the example estate', () => {
    expect(found(estateRules, many)).toEqual([])
  })

  test('a condition that cannot be decided is one warning at its own place, with the tenants', () => {
    const findings = found(rulesWith('[School]\n[Pupils] when features.pupils\n/tenants/ @acme/cto\n'), many)
    expect(findings.filter(({ rule }) => rule === 'approvals/undecided')).toEqual([
      {
        rule: 'approvals/undecided',
        severity: 'warn',
        ...{ file: approversPath, line: 4, column: 15, pointer: '' },
        says: 'The condition `features.pupils` could not be decided for `school-0`, `school-1`, `school-2`, `school-3` and 26 more (pupils is not set), so `Pupils` would be asked.',
        fix: 'Let it ask `has(…)` before it reads a field that may be absent, or add what is not known.',
        concerns: many.map((file) => file.path),
      },
    ])
  })

  test('a condition that only some tenants trip over names those', () => {
    const dollars = school('dollar-school', (text) => text.replace('currency: INR', 'currency: USD'))
    const [only, ...more] = found(rulesWith('[CFO] when budget.yearly >= lakh(10)\n/tenants/ @acme/cfo\n'), [
      ...many,
      dollars,
    ])
    expect(more).toEqual([])
    expect(only?.says).toMatch(
      /^The condition `budget\.yearly >= lakh\(10\)` could not be decided for `dollar-school` \(budget/,
    )
  })

  test.each([
    [
      'that opens a seat is told where it is written',
      '{ name: Odd, when: quotas.storageGiB / 0 > 1, then: seat, seat: CFO }',
    ],
    ['that judges is told too', '{ name: Odd, when: cost.monthly / 0 > 1, then: deny }'],
  ])('a guardrail %s', (_, guardrail) => {
    const rules = rulesWith(
      '[CFO] when false\n/tenants/ @acme/cfo\n',
      (text) => `${text}\nguardrails:\n  - ${guardrail}\n`,
    )
    const [finding, ...more] = found(rules, many)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ rule: 'approvals/undecided', severity: 'warn', file: settingsPath })
    const line = new TextDecoder().decode(rules.find(({ path }) => path === settingsPath)?.bytes).split('\n')[
      (finding?.line ?? 0) - 1
    ]
    expect(line).toContain('name: Odd')
  })

  test.each([
    '1 / (cost.atLeast % 3) > 0',
    'cost.crossesBudget && 1 / (cost.monthly % 2) > 0 || 1 / (cost.increase % 5) > 7',
    '1 / (cost["atLeast"] % 3) > 0',
    'usage.storageGiB > 12 && 1 / (cost.atLeast % 3) > 0',
  ])(
    'of tenants that differ in what they cost, %s is undecided for the same as of each alone',
    (condition) => {
      const rules = rulesWith(`[CFO] when ${condition}\n/tenants/ @acme/cfo\n`)
      const tenants = Array.from({ length: 12 }, (_, n) =>
        school(
          `school-${n}`,
          (text) => `${text}usage: { storageGiB: ${10 + (n % 6)}, egressGiB: ${n % 4} }\n`,
        ),
      )
      const concerned = (of: readonly EstateFile[]) =>
        found(rules, of).flatMap(({ concerns = [] }) => concerns)
      const alone = tenants.flatMap((one) => concerned([one]))
      expect(alone.length).toBeGreaterThan(0)
      expect(alone.length).toBeLessThan(12)
      expect(concerned(tenants)).toEqual(alone)
    },
  )

  test('a rule of a pack that cannot be decided is one finding, not one for each tenant', () => {
    const pack = aFile(
      '.github/landlord/policies/odd.yml',
      `apiVersion: landlord/v1
name: odd
basis: house
rules:
  - id: pupils
    expression: features.pupils
    says: It does not hold.
    fix: None.
    source: None
    effectiveFrom: 2026-01-01
    tests:
      - { says: one, tenant: { features: { customModels: true } }, expect: pass }
`,
    )
    const findings = found([...estateRules, pack], many).filter(({ rule }) => rule === 'odd/pupils')
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ severity: 'deny', file: pack.path, line: 6 })
    expect(findings[0]?.says).toMatch(
      /^The rule `odd\/pupils` could not be decided for `school-0`, .* and 26 more: /,
    )
  })

  test('a tenant that no line speaks of is refused by a review, and denied here', () => {
    const rules = rulesWith('[Schools]\n/tenants/school-1*.yaml @acme/cto\n')
    const [finding, ...more] = found(rules, many)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ rule: 'approvals/uncovered', severity: 'deny', file: approversPath })
    expect(finding?.says).toContain('`school-0`, `school-2`, `school-3`, `school-4` and 15 more')
    const allowed = rulesWith('', (text) => text.replace('approvals:\n', 'approvals:\n  uncovered: allow\n'))
    expect(found(allowed, many)).toEqual([])
  })
})

describe('a seat that nobody can fill', () => {
  const nobody = (approvers: string, settings?: (text: string) => string) =>
    found(rulesWith(approvers, settings), many)
      .filter(({ rule }) => rule === 'approvals/nobody-can')
      .map(({ severity, line, says }) => `${severity} ${line} ${says.replace(/^.* more, /, '')}`)

  test.each([
    [
      'has owners who are no accounts',
      '[A]\n* boss@acme.example @@owner\n',
      ['deny 4 can be filled by nobody.'],
    ],
    [
      'wants two people and names one',
      '[A][2]\n* @pat\n',
      ['deny 4 can be filled by nobody. It wants 2 people'],
    ],
    ['is one of two that only one person could fill', '[A]\n* @pat\n[B]\n* @pat\n', ['deny 6']],
    [
      'asks only of a tenant that comes: it warns',
      '[A] when change.kind == "onboard"\n* @@owner\n[B]\n* @pat\n',
      ['warn 4'],
    ],
    [
      'shares its only person with one that asks only then',
      '[A] when change.kind == "onboard"\n* @pat\n[B]\n* @pat\n',
      ['warn 6'],
    ],
    ['only invites', '^[A]\n* @@owner\n[B]\n* @pat\n', []],
    ['names a team, whoever is in it', '[A][2]\n* @acme/cfo\n[B]\n* @acme/cfo\n', []],
    ['names a team beside the person that another wants', '[A]\n* @pat\n[B]\n* @pat @acme/cfo\n', []],
  ])('%s', (_, approvers, expected) => {
    const said = nobody(approvers)
    expect(said).toHaveLength(expected.length)
    expected.forEach((start, index) => {
      expect(said[index]).toMatch(new RegExp(`^${start.replaceAll(/[.[\]]/g, '\\$&')}`))
    })
  })

  test('but one person may fill several where the settings let them', () => {
    const several = (text: string) => text.replace('distinct: true', 'distinct: false')
    expect(nobody('[A]\n* @pat\n[B]\n* @pat\n', several)).toEqual([])
  })

  test('is denied only where a review refuses the tenant, whatever is changed of it', () => {
    const before = school('school-1')
    const after = school('school-1', (text) => text.replace(/^name: .*$/m, 'name: Another'))
    for (const approvers of [
      '[A]\n* boss@acme.example\n',
      '[A]\n* @pat\n[B]\n* @pat\n',
      '[A] when change.kind == "onboard"\n* @@owner\n[B]\n* @pat\n',
      '[A] when change.kind == "onboard"\n* @pat\n[B]\n* @pat\n',
      '[A] when cost.monthly > 0\n* @@owner\n[B]\n* @pat\n',
    ]) {
      const rules = rulesWith(approvers)
      const denied = found(rules, [before]).some(denies)
      const { findings } = evaluate(
        anInput([{ path: after.path, before, after }], {
          rules,
          neighbours: [before],
          people: estatePeople(),
        }),
      )
      // The other way round a review may know of people who are not there.
      if (denied) expect(findings.map(({ rule }) => rule)).toContain('approvals/nobody-can')
    }
  })
})

test('a seat that a review could not fill as the tenant comes is known here as well', () => {
  for (const approvers of ['[A]\n* boss@acme.example\n', '[A][2]\n* @pat\n', '[A]\n* @pat\n[B]\n* @pat\n']) {
    const rules = rulesWith(approvers)
    const { path, bytes = '' } = school('school-1')
    const { findings } = evaluate(anInput([anAddedFile(path, bytes)], { rules, people: estatePeople() }))
    const lines = (list: typeof findings) =>
      list.filter(({ rule }) => rule === 'approvals/nobody-can').map(({ line }) => line)
    expect(lines(found(rules, [school('school-1')]))).toEqual(lines(findings))
  }
})
