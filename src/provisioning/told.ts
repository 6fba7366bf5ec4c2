import type { ResourceChange } from './resource-change.ts'

/**
 * How a command on a tenant's resources ended. `failed`: it ran and did not succeed; `error`: it could not be tried
 * (state locked, stopped, no provider), so nothing follows from it. `applied`: what was done all the same.
 */
export type Told<T> =
  | (Readonly<{ done: true }> & Readonly<T>)
  | Readonly<{ done: false; outcome: 'failed' | 'error'; reason: string; applied: readonly ResourceChange[] }>
