import type { Authority } from './authority.ts'
import type { Operation } from './operation.ts'
import { enter } from './step.ts'

/** An operation that had no right to run gets one, and its turn. */
export function authorise(operation: Operation, authority: Authority, now: Date): Operation {
  if (operation.state !== 'UNAUTHORISED') throw new Error(`${operation.id} is ${operation.state}.`)
  const why =
    authority.by === 'break-glass' ? `${authority.login} broke the glass: ${authority.reason}` : undefined
  return enter(operation, 'QUEUED', now, { authority, reason: undefined }, why)
}
