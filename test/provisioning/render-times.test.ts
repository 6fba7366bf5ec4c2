import { expect, test } from '@jest/globals'
import { renderTimes } from '../../src/provisioning/render-times.ts'
import { anOperation, aResult, later, t0 } from '../operation-builders.ts'

const at = (n: number) => later(n).toISOString()
const phases = [
  { phase: 'init', startedAt: at(12), durationMs: 1400 },
  { phase: 'plan', startedAt: at(14), durationMs: 9300 },
  { phase: 'apply', startedAt: at(24), durationMs: 7300 },
  { phase: 'configure', startedAt: at(32), durationMs: 900 },
  { phase: 'verify', startedAt: at(33), durationMs: 3000 },
] as const

test('from merge to active, split into queue, phases and what is between them', () => {
  const history = [
    { state: 'QUEUED', at: t0.toISOString() },
    { state: 'ACTIVE', at: at(40) },
  ] as const
  expect(renderTimes(anOperation({ state: 'ACTIVE', history, result: aResult({ phases }) }))).toBe(
    '**Where the time went:** queue 12.0 s · init 1.4 s · plan 9.3 s · apply 7.3 s · configure 0.9 s · verify 3.0 s · between 6.1 s',
  )
})

test('a result without phases says nothing', () => {
  expect(renderTimes(anOperation({ result: aResult() }))).toBe('')
})
