import { describe, expect, test } from '@jest/globals'
import { renderCheckRun, renderFailure, type CheckRun } from '../../src/review/comment/check-run.ts'
import { expectGolden } from '../golden.ts'
import { aFinding, aSeat, aVerdict, someApprovals } from './a-verdict.ts'

const asText = ({ conclusion, title, summary, annotations }: CheckRun): string =>
  [
    `# ${title}`,
    `(${conclusion})`,
    summary,
    ...annotations.map((a) => `> ${a.level} ${a.path}:${a.line}:${a.column} [${a.title}] ${a.message}`),
  ].join('\n\n') + '\n'

describe('the check run', () => {
  test.each([
    ['approved', 'success'],
    ['untouched', 'success'],
    ['waiting', 'in progress'],
    ['refused', 'failure'],
  ] as const)('%s shows as %s', (outcome, conclusion) => {
    expect(renderCheckRun(aVerdict({ outcome })).conclusion).toBe(conclusion)
  })

  test('refused: findings stand at their lines', () => {
    const verdict = aVerdict({
      outcome: 'refused',
      findings: [
        aFinding(),
        aFinding({ severity: 'warn', line: 9, rule: 'capacity/nearly-full', says: 'Nearly full.' }),
      ],
    })
    expectGolden('review/check-refused.md', asText(renderCheckRun(verdict)))
  })

  test('waiting: seats are in the summary', () => {
    const verdict = aVerdict({
      outcome: 'waiting',
      approvals: someApprovals({ decision: 'waiting', seats: [aSeat()] }),
    })
    expectGolden('review/check-waiting.md', asText(renderCheckRun(verdict)))
  })

  test('at most 500 annotations, and a summary that GitHub takes', () => {
    const run = renderCheckRun(
      aVerdict({
        outcome: 'refused',
        findings: Array.from({ length: 2000 }, (_, i) => aFinding({ line: i + 1, says: 'x'.repeat(900) })),
      }),
    )
    expect(run.annotations).toHaveLength(500)
    expect(run.summary.length).toBeLessThanOrEqual(60_000)
    expect(run.summary).toContain('…and 1970 more')
  })

  test('it is published on the commit that was evaluated', () => {
    const verdict = aVerdict()
    expect(renderCheckRun(verdict).headSha).toBe(verdict.pull?.headSha)
  })
})

describe('when the evaluation itself fails', () => {
  test('what the reader can mend is said in words', () => {
    const run = renderFailure('abc', {
      kind: 'user',
      says: 'GitHub does not allow Landlord to read the members of team acme/cfo (403).',
      fix: "Have an owner accept the App's permissions.",
    })
    expectGolden('review/check-user-error.md', asText(run))
  })

  test('of our own failure only the delivery id is shown', () => {
    const run = renderFailure('abc', { kind: 'ours', delivery: '72d3162e-cc78-11e3-81ab-4c9367dc0958' })
    expectGolden('review/check-own-failure.md', asText(run))
  })
})
