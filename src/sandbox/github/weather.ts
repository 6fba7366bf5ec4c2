import type { Caller } from './access/caller.ts'
import type { Trouble } from './http/faults.ts'
import type { Fate } from './webhooks/post-office.ts'

/** Asked about every webhook and every API request: what befalls it; undefined = nothing. For long proofs of bad days. */
export type Weather = Readonly<{
  webhook?: (
    about: Readonly<{ event: string; action: string | null; redelivery: boolean }>,
  ) => Fate | undefined
  request?: (about: Readonly<{ method: string; template: string; by: Caller['kind'] }>) => Trouble | undefined
}>
