import { expect, test } from '@jest/globals'
import { judge, type CheckResult } from '../../src/verification/check.ts'

const aResult = (outcome: CheckResult['outcome']): CheckResult => ({
  check: 'query-latency',
  outcome,
  expects: '',
  evidence: [],
  durationMs: 1,
})

test.each([
  ['all pass', ['pass', 'pass'], 'pass'],
  ['one fails', ['pass', 'fail', 'error'], 'fail'],
  ['one could not run', ['pass', 'error'], 'error'],
  ['one is not built', ['pass', 'not-built'], 'pass'],
] as const)('%s', (_, outcomes, verdict) => {
  expect(judge(outcomes.map(aResult))).toBe(verdict)
})
