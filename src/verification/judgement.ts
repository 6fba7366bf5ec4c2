import type { CheckName, CheckResult } from './check.ts'

/**
 * One of the eight checks as a value: what must hold, and whether what was seen fits. An adapter observes; the
 * flow brings the two together. Adding a check takes its file and one line in the flow.
 */
export type Check<Observation> = Readonly<{
  name: CheckName
  /** What must hold, in one sentence. */
  expects: string
  judge: (observation: Observation) => Judgement
}>

/** `error` is for an observation that cannot tell either way, an emulator that enforces nothing for one. */
export type Judgement = Readonly<{
  outcome: CheckResult['outcome']
  evidence: readonly string[]
}>

/** One thing tried, and what came of it; `says` is the sentence a reader gets. */
export type Probe = Readonly<{ says: string; holds: boolean }>

/** Every probe must hold. Broken ones come first: they are what the reader needs. */
export function judgeProbes(probes: readonly Probe[]): Judgement {
  const broken = probes.filter((probe) => !probe.holds)
  const kept = probes.filter((probe) => probe.holds)
  return {
    outcome: broken.length === 0 ? 'pass' : 'fail',
    evidence: [...broken.map((probe) => `Broken: ${probe.says}`), ...kept.map((probe) => probe.says)],
  }
}
