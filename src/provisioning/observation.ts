import type { RunResult } from './result.ts'

/** What was seen of the world since the operation was last looked at. Nothing here is believed unchecked. */
export type Observation =
  /** Nobody could look, or there is nothing to look at in this state. */
  | Readonly<{ type: 'nothing' }>
  /** Earlier work on the same tenant is not over. */
  | Readonly<{ type: 'waiting' }>
  /** Too much of the same merge has failed. */
  | Readonly<{ type: 'wave-stopped'; says: string }>
  /** It is this operation's turn; the tenant stands, or does not, at this commit. */
  | Readonly<{ type: 'turn'; lastGoodSha: string | undefined }>
  /** GitHub accepted the dispatch, and may have said which run it became. */
  | Readonly<{ type: 'dispatched'; run: RunRef | undefined }>
  | Readonly<{ type: 'dispatch-refused'; says: string }>
  /** GitHub was asked, and knows no run of this operation and action. */
  | Readonly<{ type: 'no-run' }>
  | Readonly<{ type: 'run-going'; run: RunRef; phases: readonly PhaseBegun[] }>
  | Readonly<{
      type: 'run-ended'
      run: RunRef
      /** GitHub's word: success, failure, cancelled, timed_out, startup_failure, … */
      conclusion: string
      phases: readonly PhaseBegun[]
      result: ResultSeen
    }>
  | Readonly<{ type: 'revert-open'; pull: number }>
  | Readonly<{ type: 'revert-merged' }>
  | Readonly<{ type: 'revert-closed' }>
  /** The file no longer holds what failed: somebody mended or removed it since. */
  | Readonly<{ type: 'revert-unneeded'; says: string }>
  | Readonly<{ type: 'revert-refused'; says: string }>
  /** Later work on the tenant has come to its end: what this operation waits for is no longer wanted. */
  | Readonly<{ type: 'overtaken'; says: string }>
  /** Grace is over and enough people said yes. */
  | Readonly<{ type: 'purge-due' }>
  /** It is not, or something forbids it. */
  | Readonly<{ type: 'purge-refused'; says: string }>

export type RunRef = Readonly<{ id: number; url: string }>

type RunPhase = 'APPLYING' | 'CONFIGURING' | 'COPYING' | 'VERIFYING'
export type PhaseBegun = Readonly<{ phase: RunPhase; startedAt: string }>

export type ResultSeen =
  | Readonly<{ found: 'nothing' }>
  /** Too large, no JSON, or not of the schema. */
  | Readonly<{ found: 'unreadable'; why: string }>
  | Readonly<{ found: 'result'; result: RunResult }>

/** The phases a run has entered, by the names of its steps. */
export function phasesOf(
  steps: readonly Readonly<{ name: string; startedAt: string | null; skipped: boolean }>[],
): PhaseBegun[] {
  return phaseOfStep.flatMap(([name, phase]) => {
    const step = steps.find((candidate) => candidate.name === name && !candidate.skipped)
    return typeof step?.startedAt === 'string' ? [{ phase, startedAt: step.startedAt }] : []
  })
}

const phaseOfStep: readonly (readonly [string, RunPhase])[] = [
  ['Apply', 'APPLYING'],
  ['Configure', 'CONFIGURING'],
  ['Copy', 'COPYING'],
  ['Verify', 'VERIFYING'],
  ['Inspect', 'VERIFYING'],
]
