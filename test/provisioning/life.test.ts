import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { judge } from '../../src/verification/check.ts'
import { next } from '../../src/provisioning/next.ts'
import type { Observation } from '../../src/provisioning/observation.ts'
import { isOpen, operationStates, terminalStates, type Operation } from '../../src/provisioning/operation.ts'
import { anOperation, aResult, someChecks, t0 } from '../operation-builders.ts'

const lastGood = 'c'.repeat(40)

/** Mostly as it should be: lives made of nonsense alone never come far. */
const mostly = <T>(usual: T, ...rarely: T[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...rarely) },
  )

const anyResult = fc
  .record({
    operation: mostly('op_aaaaaaaaaaaaaaaaaaaa', 'op_bbbbbbbbbbbbbbbbbbbb'),
    tenant: mostly('sunrise-health', 'bazaar-retail'),
    sha: mostly('a'.repeat(40), lastGood, 'd'.repeat(40)),
    action: fc.constantFrom('apply', 'rollback', 'inspect', 'export', 'purge'),
    outcome: fc.constantFrom('succeeded', 'failed', 'error'),
    export: fc.constant({ place: 'there', manifest: 'e'.repeat(64), files: 3, bytes: 30, rows: 2 }),
    drift: fc.constant({ changes: [], broken: [] }),
    evidence: fc.constant(['The role is gone.']),
    checks: fc.oneof(
      fc.constant([]),
      fc.constant(someChecks()),
      fc
        .constantFrom('pass', 'fail', 'error', 'not-built')
        .map((outcome) => someChecks({ 'cost-tags': outcome })),
    ),
  })
  .map((changes) => aResult(changes as Parameters<typeof aResult>[0]))

/** 0 stands for the run that is expected at that moment. */
const anyRun = mostly(0, 1, 2, 99).map((id) => ({ id, url: '' }))
const anyObservation: fc.Arbitrary<Observation> = fc.oneof(
  fc.constantFrom<Observation>(
    { type: 'nothing' },
    { type: 'waiting' },
    { type: 'turn', lastGoodSha: undefined },
    { type: 'turn', lastGoodSha: lastGood },
    { type: 'no-run' },
    { type: 'dispatch-refused', says: '' },
    { type: 'revert-open', pull: 13 },
    { type: 'revert-merged' },
    { type: 'revert-closed' },
    { type: 'revert-unneeded', says: '' },
    { type: 'revert-refused', says: '' },
    { type: 'overtaken', says: '' },
    { type: 'purge-due' },
    { type: 'purge-refused', says: '' },
  ),
  fc.option(anyRun, { nil: undefined }).map((run): Observation => ({ type: 'dispatched', run })),
  anyRun.map((run): Observation => ({ type: 'run-going', run, phases: [] })),
  fc
    .record({
      run: anyRun,
      conclusion: mostly('success', 'failure', 'cancelled', 'timed_out'),
      result: anyResult,
    })
    .map(({ run, conclusion, result }): Observation => ({
      type: 'run-ended',
      run,
      conclusion,
      phases: [],
      result: { found: 'result', result },
    })),
)

const anyLife = fc.record({
  state: fc.constantFrom(...operationStates.filter((state) => !terminalStates.includes(state))),
  kind: fc.constantFrom('onboard', 'change', 'suspend', 'resume', 'retire', 'inspect'),
  yes: fc.constantFrom<string[]>([], ['colin'], ['colin', 'COLIN'], ['colin', 'pat']),
  seen: fc.array(fc.record({ observation: anyObservation, seconds: fc.integer({ min: 1, max: 7200 }) }), {
    minLength: 5,
    maxLength: 40,
    size: 'max',
  }),
  /** What is seen for ever after the script ran out. */
  rest: anyObservation,
})

type Life = typeof anyLife extends fc.Arbitrary<infer T> ? T : never
const runs = { numRuns: 1000 }

/** Lives through the script, then sees the same thing every six hours for half a year. */
function live(
  life: Life,
  onStep: (before: Operation, seen: Observation, after: ReturnType<typeof next>) => void,
) {
  let operation = anOperation({
    state: life.state,
    kind: life.kind as Operation['kind'],
    retirement: {
      purgeAfter: new Date(t0.getTime() + 30 * 86_400_000).toISOString(),
      approvals: life.yes.map((login) => ({ login, at: t0.toISOString() })),
    },
  })
  let now = t0.getTime()
  const script = [
    ...life.seen,
    ...Array.from({ length: 730 }, () => ({ observation: life.rest, seconds: 21_600 })),
  ]
  for (const { observation, seconds } of script) {
    now += seconds * 1000
    const seen = expected(operation, observation)
    const step = next(operation, seen, new Date(now))
    onStep(operation, seen, step)
    operation = step.operation
    if (!isOpen(operation)) break
  }
  return operation
}

function expected(operation: Operation, seen: Observation): Observation {
  if (!('run' in seen) || seen.run?.id !== 0) return seen
  return { ...seen, run: { id: operation.runId ?? (operation.spentRunId ?? 0) + 1, url: '' } }
}

test('from any state every sequence of observations comes to an end', () => {
  fc.assert(
    fc.property(anyLife, (life) => {
      const last = live(life, () => undefined)
      // Data that nobody decides about is kept, however long that takes.
      expect([last.state === 'GRACE', isOpen(last)]).not.toEqual([false, true])
    }),
    runs,
  )
})

test('only a failed check or a failed apply undoes; an error, a cancelled run or a stranger’s result never does', () => {
  let undone = 0
  fc.assert(
    fc.property(anyLife, (life) => {
      live(life, (before, seen, { then }) => {
        if (then.do !== 'dispatch' || then.action !== 'rollback' || before.state === 'ROLLING_BACK') return
        undone++
        const result =
          seen.type === 'run-ended' && seen.result.found === 'result' ? seen.result.result : undefined
        expect(seen).toMatchObject({
          type: 'run-ended',
          conclusion: expect.stringMatching(/^(success|failure)$/),
        })
        expect(result).toMatchObject({
          operation: before.id,
          tenant: before.tenant,
          sha: before.sha,
          action: 'apply',
        })
        expect(result?.outcome).not.toBe('error')
        if (result?.checks.length === 0) expect(result.outcome).toBe('failed')
        else expect(judge(result?.checks ?? [])).toBe('fail')
        expect(before.kind).not.toBe('retire')
        if (before.kind !== 'onboard') expect(before.lastGoodSha).toBeDefined()
      })
    }),
    runs,
  )
  expect(undone).toBeGreaterThan(0)
})

test('nothing becomes active without its own result whose verification passed', () => {
  let active = 0
  fc.assert(
    fc.property(anyLife, (life) => {
      live(life, (before, seen, { operation }) => {
        if (operation.state !== 'ACTIVE' || before.state === 'ACTIVE') return
        active++
        expect(seen).toMatchObject({ type: 'run-ended', conclusion: 'success' })
        expect(operation.result).toMatchObject({
          operation: before.id,
          tenant: before.tenant,
          sha: before.sha,
          action: 'apply',
          outcome: 'succeeded',
        })
        expect(before.kind).not.toBe('inspect')
        expect(judge(operation.result?.checks ?? [])).toBe('pass')
        expect(operation.result?.checks.some((check) => check.outcome === 'pass')).toBe(true)
      })
    }),
    runs,
  )
  expect(active).toBeGreaterThan(0)
})

test('no action is dispatched more than three times', () => {
  fc.assert(
    fc.property(anyLife, (life) => {
      const dispatched = { apply: 0, rollback: 0, inspect: 0, export: 0, purge: 0 }
      live(life, (_, __, { then }) => {
        if (then.do === 'dispatch') dispatched[then.action]++
      })
      expect(dispatched.apply).toBeLessThanOrEqual(3)
      expect(dispatched.rollback).toBeLessThanOrEqual(3)
      expect(dispatched.export).toBeLessThanOrEqual(3)
    }),
    runs,
  )
})

test('nothing is purged before grace is over, by fewer than two people, or without its own evidence', () => {
  let purged = 0
  fc.assert(
    fc.property(anyLife, (life) => {
      let now = t0.getTime()
      live(life, (before, seen, { operation, then }) => {
        now = Math.max(now, Date.parse(operation.since))
        if (then.do === 'dispatch' && then.action === 'purge' && before.state !== 'PURGING') {
          expect(before.state).toBe('GRACE')
          expect(seen.type).toBe('purge-due')
          expect(new Set(before.retirement?.approvals.map(({ login }) => login.toLowerCase())).size).toBe(2)
          expect(now).toBeGreaterThanOrEqual(Date.parse(before.retirement?.purgeAfter ?? ''))
        }
        if (operation.state === 'PURGED' && before.state !== 'PURGED') {
          purged++
          expect(before.state).toBe('PURGING')
          expect(operation.purgeResult).toMatchObject({
            operation: before.id,
            action: 'purge',
            outcome: 'succeeded',
          })
        }
      })
    }),
    runs,
  )
  expect(purged).toBeGreaterThan(0)
})

test('an inspection applies nothing, undoes nothing and ends as looked at', () => {
  fc.assert(
    fc.property(anyLife, (life) => {
      const states = ['QUEUED', 'DISPATCHED', 'VERIFYING', 'UNKNOWN'] as const
      const state = states.find((one) => one === life.state) ?? 'QUEUED'
      const last = live({ ...life, kind: 'inspect', state }, (_, __, { then }) => {
        if (then.do === 'dispatch') expect(then.action).toBe('inspect')
      })
      expect(last.state).toBe('INSPECTED')
    }),
    runs,
  )
})
