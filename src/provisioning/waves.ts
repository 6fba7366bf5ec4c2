import type { Waves } from '../tenant/settings/settings.ts'
import type { Operation, Wave } from './operation.ts'

/** In which wave the tenant at this place of so many goes; undefined: all at once. */
export function planWave(place: number, total: number, waves: Waves | undefined): Wave | undefined {
  if (waves === undefined || total <= waves.above) return undefined
  const { canary, size, stopAfterFailures } = waves
  const index = place < canary ? 0 : 1 + Math.floor((place - canary) / size)
  return { index, stopAfterFailures }
}

export type WaveJudgement = 'go' | 'wait' | Readonly<{ stop: string }>

/** `merged`: every operation of the same merge, its own among them. */
export function judgeWave({ wave, sha }: Operation, merged: readonly Operation[]): WaveJudgement {
  if (wave === undefined) return 'go'
  const others = merged.filter((other) => other.sha === sha && other.wave !== undefined)
  const failed = others.filter(isFailed)
  const canaries = failed.filter((other) => other.wave?.index === 0)
  if (wave.index > 0 && (canaries.length > 0 || failed.length >= wave.stopAfterFailures)) {
    const named = failed.map(({ tenant }) => tenant).toSorted()
    return { stop: `It was not begun: of the same merge ${named.slice(0, 10).join(', ')} did not succeed.` }
  }
  const before = others.filter((other) => (other.wave?.index ?? 0) < wave.index)
  return before.every((other) => isFailed(other) || isDone(other)) ? 'go' : 'wait'
}

const isFailed = ({ state, held }: Operation): boolean =>
  failedStates.includes(state) || (state === 'UNAUTHORISED' && held !== undefined)

const failedStates: readonly Operation['state'][] = [
  'ROLLING_BACK',
  'ROLLED_BACK',
  'REVERT_PR',
  'REVERTED',
  'QUARANTINED',
]

/** What nobody authorised keeps nobody waiting either. */
const isDone = ({ state }: Operation): boolean => doneStates.includes(state)

const doneStates: readonly Operation['state'][] = ['ACTIVE', 'SUSPENDED', 'GRACE', 'PURGED', 'UNAUTHORISED']
