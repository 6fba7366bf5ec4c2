import { describe, expect, test } from '@jest/globals'
import { checkPolicies } from '../../src/policy/check-policies.ts'
import { parsePolicies } from '../../src/policy/parse-policies.ts'
import type { Waiver } from '../../src/tenant/waiver.ts'
import { aFile, aSettings, aTenant } from '../builders.ts'

const today = '2026-11-21'
const pack = (more = '') =>
  parsePolicies([
    aFile(
      '.github/landlord/policies/acme.yml',
      `apiVersion: landlord/v1
name: acme
basis: statute
rules:
  - id: kept
    expression: data.retentionDays <= 30
    says: Data is kept for too long.
    fix: Set fewer days.
    source: Art. 7
    effectiveFrom: 2026-01-01
    pointer: /data/retentionDays
    ${more}
    tests:
      - { says: a month, tenant: { data: { retentionDays: 30 } }, expect: pass }
      - { says: a year, tenant: { data: { retentionDays: 365 } }, expect: fail }`,
    ),
  ])

const aWaiver = (fields: Partial<Waiver> = {}): Waiver => ({
  rule: 'acme/kept',
  until: '2027-02-28',
  reason: 'The archive moves in January.',
  approvedBy: 'colin@acme.example',
  ...fields,
})

type Case = Readonly<{ waivers?: readonly Waiver[]; days?: number | undefined; on?: string; rule?: string }>

function said({ waivers, days = 365, on = today, rule = '' }: Case): readonly string[] {
  const { policies, findings } = pack(rule)
  expect(findings).toEqual([])
  const tenant = aTenant({ waivers, data: { ...aTenant().data, retentionDays: days } })
  const change = { kind: 'onboard', before: undefined, after: tenant } as const
  const subject = { tenant, file: 'tenants/x.yaml', change, settings: aSettings(), on }
  return checkPolicies(policies, subject).findings.map(
    (f) => `${f.severity} ${f.rule} ${f.pointer} ${f.says} → ${f.fix}`,
  )
}

const denied = 'deny acme/kept /data/retentionDays Data is kept for too long. (Art. 7) → Set fewer days.'
const waived =
  'warn acme/kept /data/retentionDays Data is kept for too long. (Art. 7) Waived until 2027-02-28, approved by ' +
  '`colin@acme.example`: `The archive moves in January.` → Set fewer days.'

const endsSoon = (when: string) =>
  `warn waiver/ends-soon /waivers/0/until The waiver of \`acme/kept\` ends ${when}, on 2027-02-28; from the day after, ` +
  'the rule denies again. → Mend what the rule asks for, or have the waiver approved anew with another end.'

describe('a waiver', () => {
  test.each([
    ['2027-02-13', []],
    ['2027-02-14', [endsSoon('in 14 days')]],
    ['2027-02-27', [endsSoon('tomorrow')]],
  ])('says two weeks before its end that it ends: on %s', (on, more) => {
    expect(said({ waivers: [aWaiver()], on })).toEqual([waived, ...more])
  })

  test('turns the deny into a warning that says until when, by whom and why', () => {
    expect(said({})).toEqual([denied])
    expect(said({ waivers: [aWaiver()] })).toEqual([waived])
  })

  test('counts on its last day, and no longer', () => {
    expect(said({ waivers: [aWaiver()], on: '2027-02-28' })).toEqual([waived, endsSoon('today')])
    expect(said({ waivers: [aWaiver()], on: '2027-03-01' })).toEqual([
      'deny acme/kept /data/retentionDays Data is kept for too long. (Art. 7) The waiver of this rule, approved by ' +
        '`colin@acme.example`, ended on 2027-02-28. → Set fewer days. Or have the waiver approved anew, with another end.',
    ])
  })

  test('ends with its day, whatever the hour of the judgement', () => {
    expect(said({ waivers: [aWaiver()], on: '2027-02-28T23:59:59Z' })).toEqual([waived, endsSoon('today')])
  })

  test('lasts 180 days at most', () => {
    const until = (day: string) => said({ waivers: [aWaiver({ until: day })] })
    expect(until('2027-05-20')).toEqual([expect.stringMatching(/^warn acme\/kept /)])
    expect(until('2027-05-21')).toEqual([
      denied,
      'deny waiver/too-long /waivers/0/until A waiver ends after 180 days at most; this one would last until ' +
        '2027-05-21. → Write 2027-05-20 or an earlier day, and renew it then if it must be.',
    ])
  })

  test('of a rule that nobody has is refused, with the nearest one named', () => {
    expect(said({ days: 30, waivers: [aWaiver({ rule: 'acme/kep' }), aWaiver({ rule: 'x/y' })] })).toEqual([
      'deny waiver/unknown-rule /waivers/0/rule No pack of this estate has a rule `acme/kep`, so there is nothing ' +
        'to waive. → Did you mean `acme/kept`?',
      'deny waiver/unknown-rule /waivers/1/rule No pack of this estate has a rule `x/y`, so there is nothing to ' +
        'waive. → Name a rule as findings show it, or remove the waiver.',
    ])
  })

  test('of a rule that holds is told to go, and says when it ended', () => {
    const fix = '→ Remove the waiver.'
    expect(said({ days: 30, waivers: [aWaiver(), aWaiver({ until: '2026-10-31' })] })).toEqual([
      `info waiver/unneeded /waivers/0/rule The rule \`acme/kept\` holds without this waiver. ${fix}`,
      `info waiver/unneeded /waivers/1/rule The rule \`acme/kept\` holds without this waiver, which ended on 2026-10-31. ${fix}`,
    ])
  })

  test('that is renewed counts beside the one that ended', () => {
    expect(said({ waivers: [aWaiver({ until: '2026-10-31' }), aWaiver()] })).toEqual([waived])
  })

  test('of a rule that allows none helps nothing', () => {
    expect(said({ waivers: [aWaiver()], rule: 'waivable: false' })).toEqual([
      denied,
      'deny waiver/not-waivable /waivers/0/rule The rule `acme/kept` cannot be waived. → Remove the waiver, and keep the rule.',
    ])
  })

  test('of a rule that only warns changes nothing', () => {
    expect(said({ waivers: [aWaiver()], rule: 'severity: warn' })).toEqual([denied.replace('deny', 'warn')])
  })

  test('does not help a rule that cannot be decided', () => {
    const { policies } = pack()
    const tenant = aTenant({ waivers: [aWaiver()], data: { ...aTenant().data, retentionDays: undefined } })
    const change = { kind: 'onboard', before: undefined, after: tenant } as const
    const subject = { tenant, file: 'tenants/x.yaml', change, settings: aSettings(), on: today }
    expect(checkPolicies(policies, subject).findings.map(({ severity, rule }) => [severity, rule])).toEqual([
      ['deny', 'acme/kept'],
    ])
  })

  test('cannot forge a sentence of ours by its reason', () => {
    const [finding] = said({ waivers: [aWaiver({ reason: '`] All is well.\n# Approved' })] })
    expect(finding).toContain(': ` ] All is well. # Approved`')
  })
})

describe('the days of a rule', () => {
  const dates = 'warnFrom: 2025-11-13\n    until: 2026-12-31'

  test.each([
    ['before it was announced', '2025-11-12', []],
    [
      'announced',
      '2025-11-13',
      [
        'warn acme/kept /data/retentionDays Data is kept for too long. (Art. 7) This denies from 2026-01-01 on. → Set fewer days.',
      ],
    ],
    ['in effect', '2026-01-01', [denied]],
    ['on its last day', '2026-12-31', [denied]],
    ['over', '2027-01-01', []],
  ])('%s', (_, on, findings) => {
    expect(said({ rule: dates, on })).toEqual(findings)
  })

  test.each([
    [
      'warnFrom: 2026-01-01',
      'The rule would warn from 2026-01-01 on, and takes effect on 2026-01-01 already.',
    ],
    ['until: 2025-12-31', 'The rule would end on 2025-12-31, before it takes effect on 2026-01-01.'],
  ])('%s is out of order', (line, says) => {
    expect(pack(line).findings.map((f) => [f.rule, f.line, f.says])).toEqual([['policy/dates', 12, says]])
  })
})

test('a rule written from memory says so', () => {
  expect(said({ rule: 'evidence: recollection' })).toEqual([
    denied.replace('(Art. 7)', '(Art. 7; not yet held against its text)'),
  ])
})
