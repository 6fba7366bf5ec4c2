import type { EstateRef } from '../tenant/estate-ref.ts'

/** An open pull request as GitHub lists it. */
type PullSeen = Readonly<{ number: number; headSha: string; updatedAt: string }>

export type MovedPullsIO = Readonly<{
  openPulls: (estate: EstateRef) => Promise<readonly PullSeen[]>
  /** Those that stand otherwise than when they were last seen here. */
  movedPulls: (estate: EstateRef, pulls: readonly PullSeen[]) => Promise<readonly PullSeen[]>
  savePullsSeen: (estate: EstateRef, pulls: readonly PullSeen[]) => Promise<void>
  review: (estate: EstateRef, pull: number) => Promise<void>
}>

/**
 * Has every open pull request reviewed that GitHub lists otherwise than a few minutes ago: a push, an approval, a comment
 * whose delivery nobody ever heard of. One that was heard of is reviewed once more, and nothing is written: cheap, and
 * no event is needed.
 */
export async function findMovedPulls(estate: EstateRef, io: MovedPullsIO): Promise<readonly number[]> {
  const moved = await io.movedPulls(estate, await io.openPulls(estate))
  for (const { number } of moved) await io.review(estate, number)
  await io.savePullsSeen(estate, moved)
  return moved.map(({ number }) => number)
}
