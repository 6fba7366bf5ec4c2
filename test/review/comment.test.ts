import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { marked } from 'marked'
import { renderExplanation, renderHelp } from '../../src/review/answers/answer.ts'
import { renderComment } from '../../src/review/comment/comment.ts'
import type { Verdict } from '../../src/review/verdict.ts'
import { lakh } from '../../src/tenant/money.ts'
import { expectGolden } from '../golden.ts'
import {
  aFinding,
  anEstimate,
  aSeat,
  aShownChange,
  aShownTenant,
  aVerdict,
  rupees,
  someApprovals,
} from './a-verdict.ts'

const cto = aSeat({
  name: 'CTO',
  because: 'Tier is gold.',
  line: 8,
  approvers: ['@acme/cto'],
  state: { state: 'open', by: [], eligible: ['tom'] },
})
const legal = aSeat({
  name: 'Legal',
  because: 'Data is sensitive: phi.',
  line: 10,
  approvers: ['@acme/legal'],
  state: { state: 'open', by: [], eligible: ['lena'] },
})

const vidya = aShownTenant({
  id: 'vidya-school',
  name: 'Vidya School',
  tier: 'bronze',
  region: 'ap-south-1',
  budget: { declared: lakh(2), period: 'year', yearly: lakh(2) },
})

const attack =
  '@all <img src=x onerror=alert(1)> | `x` [link](https://evil.example) <!-- landlord:review --> \u202etxt\u0000 #1 </details> **bold**'

const verdicts: Record<string, Verdict> = {
  'approved-automatically': aVerdict({
    changes: [
      aShownChange({
        kind: 'change',
        tenant: 'vidya-school',
        before: vidya,
        after: {
          ...vidya,
          tier: 'silver',
          budget: { ...vidya.budget, yearly: lakh(4) },
          models: ['gpt-4o-mini'],
        },
      }),
    ],
    costs: [
      {
        tenant: 'vidya-school',
        before: anEstimate('vidya-school', 11_000),
        after: anEstimate('vidya-school', 19_500),
      },
    ],
    plan: [{ tenant: 'vidya-school', kind: 'change', says: 'apply the change and verify it again' }],
  }),
  'waiting-for-cfo-cto-legal': aVerdict({
    outcome: 'waiting',
    approvals: someApprovals({ decision: 'waiting', seats: [aSeat(), cto, legal] }),
  }),
  'waiting-with-one-given': aVerdict({
    outcome: 'waiting',
    findings: [
      aFinding({
        rule: 'capacity/nearly-full',
        severity: 'warn',
        line: 14,
        column: 3,
        says: 'Pool eu is 92 % full once this tenant is in.',
        fix: 'Plan more capacity, or choose another region.',
      }),
    ],
    approvals: someApprovals({
      decision: 'waiting',
      seats: [{ ...aSeat(), state: { state: 'filled', by: ['carla'] } }, cto, legal],
      discounted: [{ login: 'hari', why: 'Wrote a commit of this pull request.' }],
    }),
  }),
  'refused-with-findings': aVerdict({
    outcome: 'refused',
    changes: [],
    costs: [],
    capacity: [],
    plan: [],
    findings: [
      aFinding(),
      aFinding({
        rule: 'schema/type',
        line: 9,
        column: 11,
        says: '"budget.amount" must be a number; this is the text "lots".',
        fix: 'Write the amount in digits, without a currency sign.',
      }),
      aFinding({
        rule: 'capacity/nearly-full',
        severity: 'warn',
        line: 14,
        says: 'Pool eu is 92 % full once this tenant is in.',
        fix: 'Plan more capacity, or choose another region.',
      }),
    ],
  }),
  'nothing-to-do': aVerdict({
    outcome: 'untouched',
    changes: [],
    costs: [],
    capacity: [],
    plan: [],
    basis: '',
  }),
  'rule-file-broken': aVerdict({
    outcome: 'refused',
    changes: [],
    costs: [],
    capacity: [],
    plan: [],
    rulesChanged: ['.github/landlord/APPROVERS'],
    findings: [
      aFinding({
        rule: 'approvers/expression',
        file: '.github/landlord/APPROVERS',
        line: 6,
        column: 12,
        says: 'The condition names "budgt", which no tenant has.',
        fix: 'Write "budget".',
      }),
    ],
  }),
  'hostile-text': aVerdict({
    outcome: 'waiting',
    changes: [aShownChange({ after: aShownTenant({ name: attack }) })],
    findings: [aFinding({ severity: 'warn', says: attack, fix: attack, file: `tenants/${attack}.yaml` })],
    approvals: someApprovals({
      decision: 'waiting',
      seats: [aSeat({ name: attack, because: attack, approvers: [attack] })],
      discounted: [{ login: attack, why: attack }],
    }),
    plan: [{ tenant: attack, kind: 'onboard', says: attack }],
  }),
  'sixty-changes-truncated': aVerdict({
    outcome: 'waiting',
    changes: Array.from({ length: 60 }, (_, i) =>
      aShownChange({ tenant: `shop-${i}`, after: aShownTenant({ id: `shop-${i}`, name: `Shop ${i}` }) }),
    ),
    costs: Array.from({ length: 60 }, (_, i) => ({
      tenant: `shop-${i}`,
      before: undefined,
      after: {
        ...anEstimate(`shop-${i}`),
        lines: Array.from({ length: 12 }, () => anEstimate('').lines[0]!),
      },
    })),
    approvals: someApprovals({
      decision: 'waiting',
      seats: [aSeat({ files: Array.from({ length: 60 }, (_, i) => `tenants/shop-${i}.yaml`) })],
    }),
    plan: Array.from({ length: 60 }, (_, i) => ({
      tenant: `shop-${i}`,
      kind: 'onboard' as const,
      says: 'create its resources and verify them',
    })),
  }),
}

describe('the comment', () => {
  test.each(Object.entries(verdicts))('%s', (name, verdict) => {
    expectGolden(`review/${name}.md`, renderComment(verdict).body)
  })

  test('tells nobody that there is nothing to say, but brings an older word up to date', () => {
    expect(renderComment(verdicts['nothing-to-do']!).create).toBe(false)
    expect(renderComment(verdicts['waiting-with-one-given']!).create).toBe(true)
  })

  test('keeps headline, seats and the first findings whatever is cut', () => {
    const long = 'word '.repeat(80)
    const { body } = renderComment({
      ...verdicts['sixty-changes-truncated']!,
      outcome: 'refused',
      findings: Array.from({ length: 3000 }, (_, i) => aFinding({ line: i + 1, says: long, fix: long })),
    })
    expect(body.length).toBeLessThanOrEqual(60_000)
    expect(body).toContain('Refused: 3000 problems to mend')
    expect(body).toContain('`tenants/sunrise-health.yaml:1:1`')
    expect(body).toMatch(/…and \d+ more, which this comment has no room for/)
    expect(body).toContain('**CFO**')
  })

  test('whatever a tenant is called, the comment has the same elements', () => {
    const elementsOf = (name: string) =>
      [
        ...marked
          .parse(
            renderComment(aVerdict({ changes: [aShownChange({ after: aShownTenant({ name }) })] })).body,
            {
              async: false,
            },
          )
          .matchAll(/<[^>]*>/g),
      ].map(([tag]) => tag)
    const plain = elementsOf('Acme')
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }).map((s) => `A${s}`),
        (name) => {
          expect(elementsOf(name)).toEqual(plain)
        },
      ),
      { numRuns: 300 },
    )
    expect(elementsOf(attack)).toEqual(plain)
  })

  test('the same verdict gives the same words, so that an unchanged comment is left alone', () => {
    const verdict = verdicts['waiting-with-one-given']!
    expect(renderComment(verdict)).toEqual(renderComment(structuredClone(verdict)))
  })
})

describe('answers to commands', () => {
  test('help', () => expectGolden('review/answer-help.md', renderHelp('ria').body))
  test('a word that is no command', () =>
    expectGolden('review/answer-unknown.md', renderHelp('ria', 'aprove').body))
  test('explain', () =>
    expectGolden(
      'review/answer-explain.md',
      renderExplanation('ria', verdicts['waiting-with-one-given']!).body,
    ))
  test('explain where nobody is asked', () =>
    expectGolden('review/answer-explain-automatic.md', renderExplanation('ria', aVerdict()).body))
})

test('a total is shown for several tenants', () => {
  const two = aVerdict({
    changes: [aShownChange(), aShownChange({ tenant: 'vidya-school', before: vidya, after: vidya })],
    costs: [
      { tenant: 'sunrise-health', before: undefined, after: anEstimate('sunrise-health', 40_000) },
      {
        tenant: 'vidya-school',
        before: anEstimate('vidya-school', 20_000),
        after: anEstimate('vidya-school', 15_000),
      },
    ],
  })
  expect(rupees(55_000).minor).toBe(5_500_000n)
  expect(renderComment(two).body).toContain(
    'Together from ₹55,000 a month, ₹6.6 lakh a year: ₹35,000 a month more than now (+175 %).',
  )
})
