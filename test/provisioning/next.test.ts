import { describe, expect, test } from '@jest/globals'
import { patience } from '../../src/provisioning/deadlines.ts'
import { next } from '../../src/provisioning/next.ts'
import { phasesOf, type Observation } from '../../src/provisioning/observation.ts'
import {
  operationStates,
  terminalStates,
  type Operation,
  type OperationState,
} from '../../src/provisioning/operation.ts'
import type { RunResult } from '../../src/provisioning/result.ts'
import { anOperation, aResult, later, someChecks, t0 } from '../operation-builders.ts'

const run = { id: 41, url: 'https://github.example/acme/estate/actions/runs/41' }
const going = (...phases: ('APPLYING' | 'CONFIGURING' | 'COPYING' | 'VERIFYING')[]): Observation => ({
  type: 'run-going',
  run,
  phases: phases.map((phase, index) => ({ phase, startedAt: later(5 + index).toISOString() })),
})
const ended = (result: Partial<RunResult> | string, conclusion = 'success'): Observation => ({
  type: 'run-ended',
  run,
  conclusion,
  phases: [],
  result:
    typeof result === 'string'
      ? result === ''
        ? { found: 'nothing' }
        : { found: 'unreadable', why: result }
      : { found: 'result', result: aResult(result) },
})
const failedCheck = { outcome: 'failed', checks: someChecks({ 'tenant-isolation': 'fail' }) } as const
const turn: Observation = { type: 'turn', lastGoodSha: undefined }

/** An operation in a state, as it would look there: its run known, one dispatch made. */
function operationIn(state: OperationState, changes: Partial<Operation> = {}): Operation {
  const dispatched = { dispatchedAt: t0.toISOString(), runId: 41, attempt: 1 }
  const typical: Partial<Record<OperationState, Partial<Operation>>> = {
    QUEUED: {},
    UNKNOWN: { attempt: 1, reason: 'The run ended as cancelled.' },
    ROLLING_BACK: {
      ...dispatched,
      reason: 'The check tenant-isolation failed.',
      result: aResult(failedCheck),
    },
    ROLLED_BACK: { reason: 'The check tenant-isolation failed.' },
    REVERT_PR: { revertPull: 13 },
  }
  const allowed = patience[state]
  return anOperation({
    state,
    deadline: allowed === undefined ? undefined : new Date(t0.getTime() + allowed.forMs).toISOString(),
    ...(typical[state] ?? dispatched),
    ...changes,
  })
}

/** `state [changes] + observation @ seconds → state, effect`. */
type Row = [
  title: string,
  from: Operation,
  seen: Observation,
  atSeconds: number,
  to: OperationState,
  effect: string,
]

const anExport = { place: '/exports', manifest: 'e'.repeat(64), files: 3, bytes: 30, rows: 2 }
const someDrift = { changes: [{ address: 'aws_s3_bucket.tenant', action: 'update' }], broken: [] } as const
const retirementOf = (...logins: readonly string[]) => ({
  purgeAfter: later(30 * 86_400).toISOString(),
  approvals: logins.map((login) => ({ login, at: later(60).toISOString() })),
})

const rows: Row[] = [
  [
    'a queued operation waits for the one before it',
    operationIn('QUEUED'),
    { type: 'waiting' },
    60,
    'QUEUED',
    'wait',
  ],
  [
    'its turn comes: recorded, then dispatched',
    operationIn('QUEUED'),
    turn,
    1,
    'DISPATCHED',
    'dispatch apply',
  ],
  [
    'its turn comes late, and still counts',
    operationIn('QUEUED'),
    turn,
    90_000,
    'DISPATCHED',
    'dispatch apply',
  ],
  ['its turn never comes', operationIn('QUEUED'), { type: 'waiting' }, 86_400, 'QUARANTINED', 'wait'],

  [
    'the run is not listed yet',
    operationIn('DISPATCHED', { runId: undefined }),
    { type: 'no-run' },
    20,
    'DISPATCHED',
    'wait',
  ],
  [
    'the run never appears',
    operationIn('DISPATCHED', { runId: undefined }),
    { type: 'no-run' },
    31,
    'UNKNOWN',
    'wait',
  ],
  ['the run we followed is gone', operationIn('APPLYING'), { type: 'no-run' }, 5, 'UNKNOWN', 'wait'],
  [
    'GitHub refuses to start it',
    operationIn('DISPATCHED', { runId: undefined }),
    { type: 'dispatch-refused', says: 'disabled' },
    1,
    'UNKNOWN',
    'wait',
  ],
  ['the run waits for a runner', operationIn('DISPATCHED'), going(), 5, 'DISPATCHED', 'wait'],
  ['the run applies', operationIn('DISPATCHED'), going('APPLYING'), 5, 'APPLYING', 'wait'],
  ['the run configures', operationIn('APPLYING'), going('APPLYING', 'CONFIGURING'), 9, 'CONFIGURING', 'wait'],
  [
    'the run brings the data of another',
    operationIn('CONFIGURING', { movesFrom: 'old-one' }),
    going('APPLYING', 'CONFIGURING', 'COPYING'),
    9,
    'COPYING',
    'wait',
  ],
  [
    'a move is done when the run shows a copy of that tenant',
    operationIn('VERIFYING', { movesFrom: 'old-one' }),
    ended({ copy: { from: 'old-one', place: 'there', rows: 3, vectors: 0, objects: 1, bytes: 9 } }),
    9,
    'ACTIVE',
    'wait',
  ],
  [
    'and is tried again when it shows none, or one of another',
    operationIn('VERIFYING', { movesFrom: 'old-one' }),
    ended({ copy: { from: 'third-one', place: 'there', rows: 3, vectors: 0, objects: 1, bytes: 9 } }),
    9,
    'UNKNOWN',
    'wait',
  ],
  [
    'the run verifies',
    operationIn('CONFIGURING'),
    going('APPLYING', 'CONFIGURING', 'VERIFYING'),
    9,
    'VERIFYING',
    'wait',
  ],
  ['a phase is never left backwards', operationIn('VERIFYING'), going('APPLYING'), 9, 'VERIFYING', 'wait'],
  [
    'a run that takes too long is cancelled',
    operationIn('APPLYING'),
    going('APPLYING'),
    3600,
    'UNKNOWN',
    'cancel-run 41',
  ],
  [
    'somebody else’s run is not followed',
    operationIn('APPLYING', { runId: 40 }),
    ended({}),
    9,
    'APPLYING',
    'wait',
  ],
  [
    'a run that has had its say is not heard again',
    operationIn('DISPATCHED', { runId: undefined, spentRunId: 41 }),
    ended({}),
    9,
    'DISPATCHED',
    'wait',
  ],

  ['verified: active', operationIn('VERIFYING'), ended({}), 30, 'ACTIVE', 'wait'],
  ['verified between two looks: active', operationIn('DISPATCHED'), ended({}), 30, 'ACTIVE', 'wait'],
  [
    'verified while nobody could look for days: active',
    operationIn('DISPATCHED'),
    ended({}),
    300_000,
    'ACTIVE',
    'wait',
  ],
  [
    'a check is not built: active all the same',
    operationIn('VERIFYING'),
    ended({ checks: someChecks({ 'vector-search': 'not-built' }) }),
    30,
    'ACTIVE',
    'wait',
  ],
  ['nothing was verified', operationIn('VERIFYING'), ended({ checks: [] }), 30, 'UNKNOWN', 'wait'],
  [
    'an export that names nothing it kept is not believed',
    operationIn('RETIRING', { kind: 'retire' }),
    ended({ action: 'export', checks: [] }),
    30,
    'RETIRING',
    'wait',
  ],
  [
    'an export begins the time of grace',
    operationIn('RETIRING', { kind: 'retire' }),
    ended({ action: 'export', checks: [], export: anExport }),
    30,
    'GRACE',
    'wait',
  ],
  [
    'grace is over, and one person said yes',
    operationIn('GRACE', { kind: 'retire', retirement: retirementOf('colin') }),
    { type: 'purge-due' },
    31 * 86_400,
    'GRACE',
    'wait',
  ],
  [
    'grace is over, and one person said yes twice',
    operationIn('GRACE', { kind: 'retire', retirement: retirementOf('colin', 'Colin') }),
    { type: 'purge-due' },
    31 * 86_400,
    'GRACE',
    'wait',
  ],
  [
    'two people said yes, and grace is not over',
    operationIn('GRACE', { kind: 'retire', retirement: retirementOf('colin', 'pat') }),
    { type: 'purge-due' },
    29 * 86_400,
    'GRACE',
    'wait',
  ],
  [
    'two people said yes, and grace is over',
    operationIn('GRACE', { kind: 'retire', retirement: retirementOf('colin', 'pat') }),
    { type: 'purge-due' },
    31 * 86_400,
    'PURGING',
    'dispatch purge',
  ],
  [
    'the tenant was taken back in time',
    operationIn('GRACE', { kind: 'retire', retirement: retirementOf() }),
    { type: 'overtaken', says: 'It was resumed.' },
    60,
    'REVERTED',
    'wait',
  ],
  [
    'nobody decides for a year: it is kept',
    operationIn('GRACE', { kind: 'retire', retirement: retirementOf() }),
    { type: 'nothing' },
    365 * 86_400,
    'GRACE',
    'wait',
  ],
  [
    'a purge without evidence is not believed',
    operationIn('PURGING', { kind: 'retire' }),
    ended({ action: 'purge', checks: [] }),
    30,
    'PURGING',
    'wait',
  ],
  [
    'a purge with evidence is the end',
    operationIn('PURGING', { kind: 'retire' }),
    ended({ action: 'purge', checks: [], evidence: ['The role is gone.'] }),
    30,
    'PURGED',
    'wait',
  ],
  [
    'a purge that left something waits for a person',
    operationIn('PURGING', { kind: 'retire' }),
    ended(
      { action: 'purge', checks: [], outcome: 'failed', reason: 'The bucket is still there.' },
      'failure',
    ),
    30,
    'QUARANTINED',
    'wait',
  ],
  [
    'a suspension that holds is no active tenant',
    operationIn('VERIFYING', { kind: 'suspend', standsAs: 'SUSPENDED' }),
    ended({}),
    30,
    'SUSPENDED',
    'wait',
  ],
  [
    'an inspection that finds drift undoes nothing',
    operationIn('VERIFYING', { kind: 'inspect', lastGoodSha: 'c'.repeat(40) }),
    ended(
      { action: 'inspect', outcome: 'failed', checks: someChecks({ 'cost-tags': 'fail' }), drift: someDrift },
      'failure',
    ),
    30,
    'INSPECTED',
    'wait',
  ],
  [
    'an inspection that cannot look is nobody’s trouble',
    operationIn('VERIFYING', { kind: 'inspect', attempt: 3 }),
    ended({ action: 'inspect', outcome: 'error', checks: [] }, 'failure'),
    30,
    'INSPECTED',
    'wait',
  ],
  [
    'a check fails: undo',
    operationIn('VERIFYING'),
    ended(failedCheck, 'failure'),
    30,
    'ROLLING_BACK',
    'dispatch rollback',
  ],
  [
    'a check fails and the result says succeeded: undo',
    operationIn('VERIFYING'),
    ended({ checks: someChecks({ 'cost-tags': 'fail' }) }),
    30,
    'ROLLING_BACK',
    'dispatch rollback',
  ],
  [
    'the apply fails: undo',
    operationIn('APPLYING'),
    ended({ outcome: 'failed', reason: 'Quota.', checks: [] }, 'failure'),
    30,
    'ROLLING_BACK',
    'dispatch rollback',
  ],
  [
    'a change that fails returns to the last good commit',
    operationIn('APPLYING', { kind: 'change', lastGoodSha: 'c'.repeat(40) }),
    ended(failedCheck, 'failure'),
    30,
    'ROLLING_BACK',
    'dispatch rollback',
  ],
  [
    'a change of a tenant nobody knows is not undone',
    operationIn('APPLYING', { kind: 'change' }),
    ended(failedCheck, 'failure'),
    30,
    'QUARANTINED',
    'wait',
  ],
  [
    'a retirement is not undone',
    operationIn('RETIRING', { kind: 'retire', lastGoodSha: 'c'.repeat(40) }),
    ended({ action: 'export', outcome: 'failed', checks: [], reason: 'A row cannot be read.' }, 'failure'),
    30,
    'QUARANTINED',
    'wait',
  ],
  [
    'a check could not be made: try again',
    operationIn('VERIFYING'),
    ended({ outcome: 'error', checks: someChecks({ 'jwt-authentication': 'error' }) }, 'failure'),
    30,
    'UNKNOWN',
    'wait',
  ],
  [
    'a check could not be made, whatever the outcome says',
    operationIn('VERIFYING'),
    ended({ outcome: 'failed', checks: someChecks({ 'jwt-authentication': 'error' }) }, 'failure'),
    30,
    'UNKNOWN',
    'wait',
  ],
  [
    'failed, say the words, and all checks pass',
    operationIn('VERIFYING'),
    ended({ outcome: 'failed' }, 'failure'),
    30,
    'UNKNOWN',
    'wait',
  ],
  [
    'succeeded, says the result, and the run failed',
    operationIn('VERIFYING'),
    ended({}, 'failure'),
    30,
    'UNKNOWN',
    'wait',
  ],
  ['cancelled', operationIn('APPLYING'), ended({}, 'cancelled'), 30, 'UNKNOWN', 'wait'],
  [
    'cancelled with a failure in its result: still no evidence',
    operationIn('APPLYING'),
    ended(failedCheck, 'cancelled'),
    30,
    'UNKNOWN',
    'wait',
  ],
  ['no result at all', operationIn('APPLYING'), ended('', 'failure'), 30, 'UNKNOWN', 'wait'],
  ['a result that is no result', operationIn('APPLYING'), ended('not JSON'), 30, 'UNKNOWN', 'wait'],
  [
    'another operation’s result',
    operationIn('APPLYING'),
    ended({ operation: 'op_bbbbbbbbbbbbbbbbbbbb' }),
    30,
    'UNKNOWN',
    'wait',
  ],
  [
    'another tenant’s failure',
    operationIn('APPLYING'),
    ended({ ...failedCheck, tenant: 'bazaar-retail' }, 'failure'),
    30,
    'UNKNOWN',
    'wait',
  ],
  [
    'another commit’s success',
    operationIn('APPLYING'),
    ended({ sha: 'd'.repeat(40) }),
    30,
    'UNKNOWN',
    'wait',
  ],
  [
    'a rollback’s success does not make it active',
    operationIn('APPLYING'),
    ended({ action: 'rollback' }),
    30,
    'UNKNOWN',
    'wait',
  ],
  [
    'the last attempt could not do its work',
    operationIn('APPLYING', { attempt: 3 }),
    ended({ outcome: 'error', reason: 'Lock held.', checks: [] }, 'failure'),
    30,
    'QUARANTINED',
    'wait',
  ],
  [
    'the last attempt is lost',
    operationIn('APPLYING', { attempt: 3 }),
    ended('', 'cancelled'),
    30,
    'QUARANTINED',
    'wait',
  ],

  [
    'a pause comes before the second attempt',
    operationIn('UNKNOWN'),
    { type: 'no-run' },
    9,
    'UNKNOWN',
    'wait',
  ],
  ['the second attempt', operationIn('UNKNOWN'), { type: 'no-run' }, 10, 'DISPATCHED', 'dispatch apply'],
  [
    'nobody dispatches again without having looked',
    operationIn('UNKNOWN'),
    { type: 'nothing' },
    600,
    'UNKNOWN',
    'wait',
  ],
  ['the lost run turns up and goes on', operationIn('UNKNOWN'), going('APPLYING'), 5, 'APPLYING', 'wait'],
  ['the lost run turns up, done', operationIn('UNKNOWN'), ended({}), 5, 'ACTIVE', 'wait'],
  [
    'a week after its deadline it is a person’s',
    operationIn('UNKNOWN'),
    { type: 'nothing' },
    8 * 86_400,
    'QUARANTINED',
    'wait',
  ],

  ['the rollback runs', operationIn('ROLLING_BACK'), going(), 9, 'ROLLING_BACK', 'wait'],
  [
    'destroyed',
    operationIn('ROLLING_BACK'),
    ended({ action: 'rollback', checks: [] }),
    30,
    'ROLLED_BACK',
    'wait',
  ],
  [
    'back at the last good commit and verified',
    operationIn('ROLLING_BACK', { lastGoodSha: 'c'.repeat(40) }),
    ended({ action: 'rollback', sha: 'c'.repeat(40) }),
    30,
    'ROLLED_BACK',
    'wait',
  ],
  [
    'back at the last good commit, unverified',
    operationIn('ROLLING_BACK', { lastGoodSha: 'c'.repeat(40) }),
    ended({ action: 'rollback', sha: 'c'.repeat(40), checks: [] }),
    30,
    'ROLLING_BACK',
    'wait',
  ],
  [
    'the rollback fails',
    operationIn('ROLLING_BACK'),
    ended({ action: 'rollback', outcome: 'failed', checks: [] }, 'failure'),
    30,
    'QUARANTINED',
    'wait',
  ],
  [
    'the rollback could not be tried',
    operationIn('ROLLING_BACK'),
    ended({ action: 'rollback', outcome: 'error', checks: [] }, 'failure'),
    30,
    'ROLLING_BACK',
    'wait',
  ],
  [
    'the rollback could not be tried, for the last time',
    operationIn('ROLLING_BACK', { attempt: 3 }),
    ended('', 'cancelled'),
    30,
    'QUARANTINED',
    'wait',
  ],
  [
    'a rollback that takes too long is cancelled',
    operationIn('ROLLING_BACK'),
    going(),
    3600,
    'ROLLING_BACK',
    'cancel-run 41',
  ],
  [
    'after a pause the rollback is dispatched again',
    operationIn('ROLLING_BACK', { dispatchedAt: undefined, runId: undefined, spentRunId: 41 }),
    { type: 'no-run' },
    10,
    'ROLLING_BACK',
    'dispatch rollback',
  ],
  [
    'the apply’s success does not end a rollback',
    operationIn('ROLLING_BACK'),
    ended({}),
    30,
    'ROLLING_BACK',
    'wait',
  ],

  ['rolled back: revert', operationIn('ROLLED_BACK'), { type: 'nothing' }, 1, 'ROLLED_BACK', 'open-revert'],
  [
    'the revert is open',
    operationIn('ROLLED_BACK'),
    { type: 'revert-open', pull: 13 },
    1,
    'REVERT_PR',
    'wait',
  ],
  [
    'nothing is left to revert',
    operationIn('ROLLED_BACK'),
    { type: 'revert-unneeded', says: 'Mended by #14.' },
    1,
    'REVERTED',
    'wait',
  ],
  [
    'the revert is refused for now',
    operationIn('ROLLED_BACK'),
    { type: 'revert-refused', says: '403' },
    60,
    'ROLLED_BACK',
    'wait',
  ],
  [
    'the revert is refused for an hour',
    operationIn('ROLLED_BACK'),
    { type: 'revert-refused', says: '403' },
    3600,
    'QUARANTINED',
    'wait',
  ],
  [
    'the revert waits for people',
    operationIn('REVERT_PR'),
    { type: 'revert-open', pull: 13 },
    86_400,
    'REVERT_PR',
    'wait',
  ],
  ['the revert is merged', operationIn('REVERT_PR'), { type: 'revert-merged' }, 60, 'REVERTED', 'wait'],
  [
    'the revert is merged late',
    operationIn('REVERT_PR'),
    { type: 'revert-merged' },
    30 * 86_400,
    'REVERTED',
    'wait',
  ],
  [
    'the revert is closed unmerged',
    operationIn('REVERT_PR'),
    { type: 'revert-closed' },
    60,
    'QUARANTINED',
    'wait',
  ],
  [
    'a later change mended the tenant: the revert goes',
    operationIn('REVERT_PR'),
    { type: 'revert-unneeded', says: 'Mended by #14.' },
    60,
    'REVERTED',
    'close-revert 13',
  ],
  [
    'nobody merges the revert',
    operationIn('REVERT_PR'),
    { type: 'revert-open', pull: 13 },
    14 * 86_400,
    'QUARANTINED',
    'wait',
  ],
]

test.each(rows)('%s', (_, from, seen, at, to, effect) => {
  const step = next(from, seen, later(at))
  const { then } = step
  const detail =
    'action' in then ? then.action : 'runId' in then ? then.runId : 'pull' in then ? then.pull : ''
  expect([step.operation.state, `${then.do} ${detail}`.trim()]).toEqual([to, effect])
})

test('who is concerned is warned 14 and 3 days before the end of grace, once each', () => {
  let operation = operationIn('GRACE', { kind: 'retire', retirement: retirementOf() })
  const warnedOn: number[] = []
  for (let day = 0; day <= 40; day++) {
    const step = next(operation, { type: 'nothing' }, later(day * 86_400))
    if (step.operation !== operation) warnedOn.push(day)
    operation = step.operation
  }
  expect(warnedOn).toEqual([16, 27])
  expect(operation.retirement?.warned).toEqual([14, 3])
})

describe('every state × every observation', () => {
  const observations: Observation[] = [
    { type: 'nothing' },
    { type: 'waiting' },
    turn,
    { type: 'dispatched', run },
    { type: 'dispatched', run: undefined },
    { type: 'dispatch-refused', says: 'no' },
    { type: 'no-run' },
    going('APPLYING'),
    ended({}),
    ended('', 'failure'),
    { type: 'revert-open', pull: 13 },
    { type: 'revert-merged' },
    { type: 'revert-closed' },
    { type: 'revert-unneeded', says: 'x' },
    { type: 'revert-refused', says: 'x' },
    { type: 'overtaken', says: 'x' },
    { type: 'purge-due' },
    { type: 'purge-refused', says: 'x' },
  ]
  test.each(operationStates)('%s answers all of them, and keeps its promises', (state) => {
    for (const seen of observations) {
      const from = operationIn(state)
      const { operation, then } = next(from, seen, later(1))
      if (terminalStates.includes(state)) expect([operation, then]).toEqual([from, { do: 'wait' }])
      if (operation === from) continue
      expect(operation.revision).toBeGreaterThan(from.revision)
      expect(operation.history.length).toBeGreaterThanOrEqual(from.history.length)
      if (operation.state === from.state) continue
      expect(operation.history.at(-1)?.state).toBe(operation.state)
      expect(operation.deadline === undefined).toBe(terminalStates.includes(operation.state))
    }
  })
})

test('a dispatch is answered with its run, once', () => {
  const fresh = operationIn('DISPATCHED', { runId: undefined })
  const told = next(fresh, { type: 'dispatched', run }, later(1)).operation
  expect(told).toMatchObject({ runId: 41, runUrl: run.url, state: 'DISPATCHED' })
  expect(next(told, { type: 'dispatched', run: { id: 99, url: '' } }, later(2)).operation).toBe(told)
})

test('a late look still writes a true timeline', () => {
  const { operation } = next(
    operationIn('DISPATCHED'),
    {
      ...(ended({}) as Extract<Observation, { type: 'run-ended' }>),
      phases: [
        { phase: 'APPLYING', startedAt: later(6).toISOString() },
        { phase: 'CONFIGURING', startedAt: later(20).toISOString() },
        { phase: 'VERIFYING', startedAt: later(21).toISOString() },
      ],
    },
    later(25),
  )
  expect(operation.history.map((entry) => [entry.state, entry.at.slice(17, 19)])).toEqual([
    ['QUEUED', '00'],
    ['APPLYING', '06'],
    ['CONFIGURING', '20'],
    ['VERIFYING', '21'],
    ['ACTIVE', '25'],
  ])
})

test('a clock that runs behind GitHub’s does not turn the timeline round', () => {
  const applying = next(operationIn('DISPATCHED'), going('APPLYING'), later(1)).operation
  const { history } = next(applying, ended({}), later(2)).operation
  expect(history.map((entry) => entry.at)).toEqual(history.map((entry) => entry.at).sort())
})

test('phases are known by the names of the steps, and a skipped step is none', () => {
  const at = later(1).toISOString()
  const step = (name: string, startedAt: string | null, skipped = false) => ({ name, startedAt, skipped })
  expect(
    phasesOf([step('Set up job', at), step('Apply', at), step('Configure', at, true), step('Verify', null)]),
  ).toEqual([{ phase: 'APPLYING', startedAt: at }])
})
