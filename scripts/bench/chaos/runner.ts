import { setTimeout as pause } from 'node:timers/promises'
import { zipSync } from 'fflate'
import type { Job, Report, Runner, RunRequest } from '../../../src/sandbox/actions/runner.ts'
import { checkNames } from '../../../src/verification/check.ts'

/** What was run: counted where it happens, whatever Landlord believes. */
export type Ledger = Readonly<{
  runs: readonly Run[]
  /** Tenants on which two runs were at work at the same time. */
  overlapped: ReadonlySet<string>
}>

type Run = Readonly<{ tenant: string; action: string; operation: string }>

type Options = Readonly<{
  /** Whose verification finds another tenant's rows. */
  leaks: (tenant: string) => boolean
  next: () => number
}>

/**
 * In place of a runner that executes the workflow: provisions nothing, takes a moment for each step, and hands in
 * the result.json that the workflow would.
 */
export function newLedgerRunner({ leaks, next }: Options): Runner & Readonly<{ ledger: Ledger }> {
  const runs: Run[] = []
  const overlapped = new Set<string>()
  const busy = new Set<string>()
  const cancelled = new Set<number>()
  const under = new Set<Promise<void>>()
  const execute = async ({ runId, inputs }: RunRequest, report: Report): Promise<void> => {
    const { tenant = '', action = '', operation = '', sha = '' } = inputs
    report({ type: 'queued', name: 'provision', title: `landlord ${operation} ${action} ${tenant}` })
    runs.push({ tenant, action, operation })
    if (busy.has(tenant)) overlapped.add(tenant)
    busy.add(tenant)
    await pause(100 + next() * 500)
    report({ type: 'started' })
    const began: Step[] = []
    for (const name of action === 'apply' ? ['Apply', 'Configure', 'Verify'] : ['Roll back']) {
      began.push({ name, at: new Date().toISOString() })
      report({ type: 'job', job: jobOf(began) })
      await pause(50 + next() * 450)
    }
    const fails = action === 'apply' && leaks(tenant)
    busy.delete(tenant)
    if (cancelled.has(runId)) {
      report({ type: 'completed', conclusion: 'cancelled' })
      return
    }
    const result = Buffer.from(JSON.stringify({ ...resultOf(action, fails), operation, tenant, sha }))
    report({ type: 'artifact', name: 'result', zip: zipSync({ 'result.json': result }) })
    report({ type: 'job', job: jobOf(began, fails ? 'failure' : 'success') })
    report({ type: 'completed', conclusion: fails ? 'failure' : 'success' })
  }
  return {
    ledger: { runs, overlapped },
    submit: (request, report) => {
      const run = execute(request, report).finally(() => under.delete(run))
      under.add(run)
    },
    cancel: (runId) => {
      cancelled.add(runId)
    },
    close: async () => {
      await Promise.all(under)
    },
  }
}

type Step = Readonly<{ name: string; at: string }>

function jobOf(steps: readonly Step[], conclusion: 'success' | 'failure' | null = null): Job {
  const over = conclusion !== null
  const now = new Date().toISOString()
  return {
    ...{ key: 'provision', name: 'provision', startedAt: steps[0]?.at ?? null },
    ...{ status: over ? 'completed' : 'in_progress', conclusion, completedAt: over ? now : null },
    steps: steps.map(({ name, at }, place) => {
      const last = place === steps.length - 1
      const done = over || !last
      return {
        ...{ number: place + 1, name, status: done ? 'completed' : 'in_progress', startedAt: at },
        conclusion: done ? (last ? conclusion : 'success') : null,
        completedAt: done ? (steps[place + 1]?.at ?? now) : null,
      }
    }),
  }
}

const resultOf = (action: string, fails: boolean) => ({
  apiVersion: 'landlord/v1',
  action,
  outcome: fails ? 'failed' : 'succeeded',
  ...(fails && { reason: 'Verification failed: tenant-isolation.' }),
  phases: [],
  resources: { created: [], changed: [], destroyed: [] },
  checks: (action === 'apply' ? checkNames : []).map((check) => ({
    check,
    outcome: fails && check === 'tenant-isolation' ? 'fail' : 'pass',
    expects: `What ${check} promises holds.`,
    evidence: ['Nothing was provisioned: this run only keeps count.'],
    durationMs: 1,
  })),
})
