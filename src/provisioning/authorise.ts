import type { Authority } from './authority.ts'
import type { Operation } from './operation.ts'
import { heldDigest, losesData } from './resource-change.ts'
import { enter } from './step.ts'

/** An operation that had no right to run gets one, and its turn. */
export function authorise(operation: Operation, authority: Authority, now: Date): Operation {
  if (operation.state !== 'UNAUTHORISED') throw new Error(`${operation.id} is ${operation.state}.`)
  const why =
    authority.by === 'break-glass' ? `${authority.login} broke the glass: ${authority.reason}` : undefined
  return enter(operation, 'QUEUED', now, { authority, reason: undefined }, why)
}

/** A loss that was held has somebody's yes: the very same plan gets another turn, and any other is held again. */
export function authoriseLoss(operation: Operation, login: string, now: Date): Operation {
  const { held = [] } = operation
  if (operation.state !== 'UNAUTHORISED' || held.length === 0)
    throw new Error(`${operation.id} is ${operation.state}, and holds no plan.`)
  const mayLose = { login, at: now.toISOString(), digest: heldDigest(held) }
  const again = {
    ...{ mayLose, held: undefined, reason: undefined, attempt: 0 },
    spentRunId: operation.runId ?? operation.spentRunId,
    runId: undefined,
    dispatchedAt: undefined,
  }
  const named = held.map(({ address }) => address).join(', ')
  return enter(
    operation,
    'QUEUED',
    now,
    again,
    `${login} said yes to ${held.some(losesData) ? 'losing' : 'doing'} ${named}.`,
  )
}
