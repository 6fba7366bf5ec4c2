import { sqlState } from './connect.ts'

/**
 * True where the server said nothing of the property in question: no connection (no SQLSTATE, or class 08), out of
 * resources (53), cancelled or shutting down (57). Such a check could not run; it did not fail.
 */
export function isNoAnswer(error: unknown): boolean {
  const state = sqlState(error)
  return state === undefined || ['08', '53', '57', '58', 'XX'].includes(state.slice(0, 2))
}
