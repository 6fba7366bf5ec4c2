import type { Change } from '../tenant/change.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import { restoresWhatStands } from '../tenant/standing.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { ChangeInput } from './input.ts'
import { moveFindings, refusing } from './move-findings.ts'
import { tenantsAfter } from './tenants-after.ts'

/** A tenant that takes over the data of another: both as they will be. */
export type Move = Readonly<{ from: Tenant; to: Tenant }>

export type JudgedMoves = Readonly<{ moves: readonly Move[]; findings: readonly Finding[] }>

/**
 * Moves that this change begins, and what stands in their way; and an old tenant that would be let go, or retired, while
 * nobody has proven its copy. Only where a file says `movedFrom` are the other tenants looked at.
 */
export function judgeMoves(
  changes: readonly Change[],
  input: Pick<ChangeInput, 'neighbours' | 'standing'>,
  settings: Settings,
): JudgedMoves {
  const begun = changes.filter((change) => begins(change) && !restoresWhatStands(change, input.standing))
  const left = changes.filter(({ kind }) => kind === 'retire' || kind === 'resume' || kind === 'remove')
  if (begun.length === 0 && left.length === 0) return { moves: [], findings: [] }
  const all = tenantsAfter(input.neighbours, changes, settings)
  const moves = begun.flatMap((change): Move[] => {
    const from = all.find(({ id }) => id === change.after?.movedFrom)
    return change.after === undefined || from === undefined ? [] : [{ from, to: change.after }]
  })
  return {
    moves,
    findings: [
      ...begun.flatMap((change) => moveFindings(change, all, input.standing)),
      ...left.flatMap((change) => leavingFindings(change, { all, begun, standing: input.standing })),
    ],
  }
}

const begins = ({ before, after }: Change): boolean =>
  after?.movedFrom !== undefined && after.movedFrom !== before?.movedFrom

/** The old tenant's data is still the only whole one while the new one's copy is not proven. */
function leavingFindings(
  { tenant, kind, file }: Change,
  {
    all,
    begun,
    standing,
  }: Readonly<{ all: readonly Tenant[]; begun: readonly Change[] } & Pick<ChangeInput, 'standing'>>,
): readonly Finding[] {
  const to = all.find(({ movedFrom }) => movedFrom === tenant)
  if (to === undefined) return []
  const refuse = refusing(file, '/lifecycle')
  // What stands of it is one of `all` where that is not yet what its file says.
  const underWay =
    begun.some((change) => change.tenant === to.id) ||
    all.some(({ id, movedFrom }) => id === to.id && movedFrom !== tenant) ||
    standing?.some((one) => one.tenant === to.id && one.blob === undefined) === true
  if (!underWay)
    return kind === 'resume'
      ? [
          {
            ...refuse(
              'two-of-one',
              `Its data was moved to \`${to.id}\`; from here on the two go apart.`,
              `Retire \`${to.id}\`, or leave this one suspended.`,
            ),
            severity: 'warn',
          },
        ]
      : []
  return [
    refuse(
      'not-proven',
      `Its data is being moved to \`${to.id}\`, and nobody has proven the copy yet.`,
      `Wait until \`${to.id}\` is ACTIVE, or take \`movedFrom\` out of its file.`,
    ),
  ]
}
