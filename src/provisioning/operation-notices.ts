import type { Notice } from '../tenant/notice.ts'
import type { NoticeEvent } from '../tenant/settings-notifications.ts'
import type { Operation, OperationState } from './operation.ts'

/** What there is to tell of an operation so far: one notice a state that somebody wants to hear of. */
export function operationNotices(operation: Operation): readonly Notice[] {
  const { estate, tenant, file, sha, pull, revertPull, id } = operation
  const number = pull ?? revertPull
  return operation.history.flatMap(({ state, reason }): Notice[] => {
    const event = events[state]
    if (event === undefined) return []
    return [
      {
        ...{ event, estate, tenant, key: `${state.toLowerCase()} ${id}` },
        says: sentence(state, operation),
        facts: [...(reason === undefined ? [] : [['Why', reason] as const]), ['Commit', sha.slice(0, 12)]],
        file: { path: file, sha },
        ...(number !== undefined && { number }),
      },
    ]
  })
}

const events: Readonly<Partial<Record<OperationState, NoticeEvent>>> = {
  ACTIVE: 'active',
  ROLLING_BACK: 'failed',
  QUARANTINED: 'failed',
  ROLLED_BACK: 'rolled-back',
  UNAUTHORISED: 'unauthorised',
}

function sentence(state: OperationState, { tenant, kind, lastGoodSha }: Operation): string {
  switch (state) {
    case 'ACTIVE':
      if (kind === 'retire') return `${tenant} is retired.`
      return kind === 'onboard'
        ? `${tenant} is set up, verified and active.`
        : `The change of ${tenant} is in force and verified.`
    case 'QUARANTINED':
      return `${tenant} needs a person: nothing more happens to it by itself.`
    case 'ROLLED_BACK':
      return lastGoodSha === undefined
        ? `Everything that was created for ${tenant} is gone again.`
        : `${tenant} is back as it was before.`
    case 'UNAUTHORISED':
      return `A change of ${tenant} came onto the default branch past the gate. It is not provisioned.`
    default:
      return `Provisioning ${tenant} failed, and is being undone.`
  }
}
