import type { Caller } from './access/caller.ts'
import type { Trouble } from './http/faults.ts'

/** Asked about every webhook and every API request: what befalls it; undefined = nothing. For long proofs of bad days. */
export type Weather = Readonly<{
  webhook?: (
    about: Readonly<{ event: string; action: string | null; redelivery: boolean }>,
  ) => Fate | undefined
  request?: (about: Readonly<{ method: string; template: string; by: Caller['kind'] }>) => Trouble | undefined
}>

/** Of a webhook. `delay`: those after it wait as well. `overtaken`: they go ahead of it. */
export type Fate = Readonly<{ fate: 'drop' | 'duplicate' } | { fate: 'delay' | 'overtaken'; ms: number }>
