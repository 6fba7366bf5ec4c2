import type { CheckResult } from '../verification/check.ts'

/** `op_` and 20 lower-case letters or digits; also part of the run's name, so that a run is found again. */
export type OperationId = string

/** What the provisioning workflow is asked to do. `rollback` re-applies the last good commit or destroys. */
export type WorkflowAction = 'apply' | 'rollback'

/** `result.json`: what one workflow run did, uploaded as the artifact `result` and pulled by the app. */
export type RunResult = Readonly<{
  apiVersion: 'landlord/v1'
  operation: OperationId
  tenant: string
  action: WorkflowAction
  /** The commit whose tenant file was used. */
  sha: string
  /** `failed` = it ran and did not succeed; `error` = it could not be tried (no credentials, lock held, network). */
  outcome: 'succeeded' | 'failed' | 'error'
  /** One sentence for people when the outcome is not `succeeded`. */
  reason?: string
  /** What was left out, in plain words: "Object storage is off here (LANDLORD_AWS=off)." */
  notes?: readonly string[]
  phases: readonly Phase[]
  /** Counts and addresses only: never a value (a plan may hold secrets). */
  resources: Readonly<{
    created: readonly string[]
    changed: readonly string[]
    destroyed: readonly string[]
  }>
  /** Empty when verification was not reached. */
  checks: readonly CheckResult[]
}>

export type Phase = Readonly<{
  phase: 'init' | 'plan' | 'apply' | 'configure' | 'verify' | 'destroy'
  startedAt: string
  durationMs: number
}>
