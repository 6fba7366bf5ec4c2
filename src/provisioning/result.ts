import type { CheckResult } from '../verification/check.ts'
import type { ResourceChange } from './resource-change.ts'

/** `op_` and 20 lower-case letters or digits; also part of the run's name, so that a run is found again. */
export type OperationId = string

/** What the provisioning workflow is asked to do. `rollback` re-applies the last good commit or destroys. */
export type WorkflowAction = 'apply' | 'rollback' | 'inspect' | 'export' | 'purge'

/** `result.json`: what one workflow run did, uploaded as the artifact `result` and pulled by the app. */
export type RunResult = Readonly<{
  apiVersion: 'landlord/v1'
  operation: OperationId
  tenant: string
  /** `plan` only looks, before a merge; the app never asks for it. */
  action: WorkflowAction | 'plan'
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
  /** Of an apply: what Terraform planned for the tenant file of `sha`, before any of it was done. */
  plan?: readonly ResourceChange[]
  /** What of it would lose data, or was not shown when it was reviewed, and nobody had said yes to: nothing was touched. */
  held?: readonly ResourceChange[]
  /** Empty when verification was not reached. */
  checks: readonly CheckResult[]
  /** Of an inspection: in what the tenant differs from its file. */
  drift?: Drift
  /** Of an export: what was kept, and where. */
  export?: Exported
  /** Of an apply that fills the tenant with another's data: what came, and was read in both. */
  copy?: Copied
  /** Of a purge: what is gone and how that was seen, keys among it. */
  evidence?: readonly string[]
  /** Of a destroy that did not succeed: what is left, by address in the state and by name where it was looked for. */
  left?: readonly string[]
}>

/** Addresses and sentences, never a value. Both empty: the tenant is as its file says. */
type Drift = Readonly<{
  changes: readonly ResourceChange[]
  /** What must hold inside database and cache, where Terraform does not see, and does not. */
  broken: readonly string[]
}>

type Exported = Readonly<{
  /** A folder, or `s3://bucket/prefix`. */
  place: string
  /** SHA-256 of manifest.json, in hex; that file has one for every other. */
  manifest: string
  files: number
  bytes: number
  /** Of all tables together. */
  rows: number
}>

type Copied = Readonly<{
  /** The tenant that it came from. */
  from: string
  /** Where the digest of each part is kept. */
  place: string
  /** Of all tables together. */
  rows: number
  /** In a store outside of PostgreSQL. */
  vectors: number
  objects: number
  /** Of all objects together. */
  bytes: number
}>

export type Phase = Readonly<{
  phase: 'init' | 'plan' | 'apply' | 'configure' | 'verify' | 'destroy' | 'export' | 'copy'
  startedAt: string
  durationMs: number
}>
