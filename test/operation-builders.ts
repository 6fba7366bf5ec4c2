import { checkNames, type CheckResult } from '../src/verification/check.ts'
import type { Operation } from '../src/provisioning/operation.ts'
import type { RunResult } from '../src/provisioning/result.ts'

export const t0 = new Date('2026-11-21T10:00:00.000Z')
export const later = (seconds: number): Date => new Date(t0.getTime() + seconds * 1000)

/** Eight rows, all passing unless said otherwise. */
export const someChecks = (outcomes: Partial<Record<string, CheckResult['outcome']>> = {}): CheckResult[] =>
  checkNames.map((check) => ({
    check,
    outcome: outcomes[check] ?? 'pass',
    expects: `What ${check} promises holds.`,
    evidence: [`Seen by ${check}.`],
    durationMs: 12,
  }))

export const aResult = (changes: Partial<RunResult> = {}): RunResult => ({
  apiVersion: 'landlord/v1',
  operation: 'op_aaaaaaaaaaaaaaaaaaaa',
  tenant: 'sunrise-health',
  action: 'apply',
  sha: 'a'.repeat(40),
  outcome: 'succeeded',
  phases: [],
  resources: { created: [], changed: [], destroyed: [] },
  checks: someChecks(),
  ...changes,
})

export const anOperation = (changes: Partial<Operation> = {}): Operation => ({
  id: 'op_aaaaaaaaaaaaaaaaaaaa',
  estate: { owner: 'acme', repo: 'estate', installation: 7 },
  tenant: 'sunrise-health',
  kind: 'onboard',
  file: 'tenants/sunrise-health.yaml',
  sha: 'a'.repeat(40),
  blob: 'b'.repeat(40),
  pull: 12,
  authority: undefined,
  skipped: [],
  workflow: 'provision.yml',
  lastGoodSha: undefined,
  state: 'QUEUED',
  since: t0.toISOString(),
  deadline: later(86_400).toISOString(),
  dispatchedAt: undefined,
  runId: undefined,
  runUrl: undefined,
  spentRunId: undefined,
  attempt: 0,
  reason: undefined,
  revertPull: undefined,
  result: undefined,
  rollbackResult: undefined,
  history: [{ state: 'QUEUED', at: t0.toISOString() }],
  revision: 0,
  ...changes,
})
