import type { Change } from '../tenant/change.ts'
import type { Move } from './judge-moves.ts'
import type { PlannedOperation } from './verdict.ts'

/** What merging starts, one line a tenant. */
export const planOperations = (
  changes: readonly Change[],
  moves: readonly Move[],
): readonly PlannedOperation[] =>
  changes.map((change) => {
    const move = moves.find(({ to }) => to.id === change.tenant)
    return {
      tenant: change.tenant,
      kind: change.kind,
      says: move === undefined ? sayOf(change) : sayOfMove(move),
    }
  })

function sayOfMove({ from, to }: Move): string {
  const way = from.region === to.region ? `within ${to.region}` : `from ${from.region} to ${to.region}`
  return `Once \`${from.id}\` is held still, all its data is copied ${way} and compared, then the checks run; if that fails, the last good state is restored, a pull request takes the change back, and \`${from.id}\` has everything as before.`
}

function sayOf({ kind, after }: Change): string {
  switch (kind) {
    case 'onboard':
      return `Terraform creates its resources in ${after?.region ?? 'its region'}, then the checks run on them; if one fails, all of it is destroyed again and a pull request takes the file back.`
    case 'change':
    case 'suspend':
    case 'resume':
    case 'retire':
      return `Terraform applies the ${nouns[kind]}, then the checks run again; if one fails, the last good state is restored and a pull request takes the change back.`
    case 'remove':
      return 'Nothing: only the file goes away, and no resource is touched.'
  }
}

const nouns = { change: 'change', suspend: 'suspension', resume: 'resumption', retire: 'retirement' } as const
