import type { Notice } from '../tenant/notice.ts'
import type { NoticeEvent } from '../tenant/settings/notifications.ts'
import type { Operation, OperationState } from './operation.ts'

/** What there is to tell of an operation so far: one notice a state that somebody wants to hear of. */
export function operationNotices(operation: Operation): readonly Notice[] {
  const { estate, tenant, file, sha, pull, revertPull, id } = operation
  const number = pull ?? revertPull
  const told = operation.history.flatMap(({ state, reason }): Notice[] => {
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
  return [...told, ...laterNotices(operation)]
}

/** What an inspection found, and how long a retired tenant is still kept. */
function laterNotices({
  estate,
  tenant,
  id,
  state,
  result,
  pull,
  file,
  sha,
  retirement,
}: Operation): readonly Notice[] {
  const about = { estate, tenant, file: { path: file, sha }, ...(pull !== undefined && { number: pull }) }
  const { changes = [], broken = [] } = result?.drift ?? {}
  const failed = result?.checks.filter(({ outcome }) => outcome === 'fail') ?? []
  if (state === 'INSPECTED' && result?.outcome === 'failed')
    return [
      {
        ...about,
        event: 'drift',
        // The same drift is told of once, however often it is seen.
        key: `drift ${tenant} ${[...changes.map(({ address }) => address), ...broken, ...failed.map(({ check }) => check)].join(' ').slice(0, 300)}`,
        says: `${tenant} is not as its file says.`,
        facts: [
          ['Resources', String(changes.length)],
          ['Broken inside database and cache', String(broken.length)],
          ['Checks failed', failed.map(({ check }) => check).join(', ') || 'none'],
        ],
      },
    ]
  if (retirement === undefined || state !== 'GRACE') return []
  return [30, ...(retirement.warned ?? [])].slice(-1).map((days): Notice => ({
    ...about,
    event: 'expiry',
    key: `grace ${days} ${id}`,
    says: `${tenant} is retired; from ${retirement.purgeAfter.slice(0, 10)} on it may be deleted for good.`,
    facts: [['Yes to its purge so far', String(retirement.approvals.length)]],
  }))
}

const events: Readonly<Partial<Record<OperationState, NoticeEvent>>> = {
  ACTIVE: 'active',
  SUSPENDED: 'active',
  ROLLING_BACK: 'failed',
  QUARANTINED: 'failed',
  ROLLED_BACK: 'rolled-back',
  UNAUTHORISED: 'unauthorised',
}

function sentence(state: OperationState, { tenant, kind, lastGoodSha, held, mayLose }: Operation): string {
  switch (state) {
    case 'ACTIVE':
      return kind === 'onboard'
        ? `${tenant} is set up, verified and active.`
        : `The change of ${tenant} is in force and verified.`
    case 'SUSPENDED':
      return `${tenant} is suspended.`
    case 'QUARANTINED':
      return `${tenant} needs a person: nothing more happens to it by itself.`
    case 'ROLLED_BACK':
      return lastGoodSha === undefined
        ? `Everything that was created for ${tenant} is gone again.`
        : `${tenant} is back as it was before.`
    case 'UNAUTHORISED':
      if (held !== undefined || mayLose !== undefined)
        return `The plan for ${tenant} would lose data, or is not the one that was reviewed. Nothing is done until somebody says yes or takes it back.`
      return `A change of ${tenant} came onto the default branch past the gate. It is not provisioned.`
    default:
      return `Provisioning ${tenant} failed, and is being undone.`
  }
}
