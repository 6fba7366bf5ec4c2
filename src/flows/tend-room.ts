import type { EstateRef } from '../tenant/estate-ref.ts'
import type { RoomIO } from './decide-in-turn.ts'

export type TendIO = Pick<RoomIO, 'releaseRoom' | 'wakeWaiting'> &
  Readonly<{
    roomTakers: (
      estate: EstateRef,
    ) => Promise<readonly Readonly<{ pull: number; headSha: string; holds: boolean; lapsed: boolean }>[]>
    openPulls: (estate: EstateRef) => Promise<readonly number[]>
    review: (estate: EstateRef, pull: number) => Promise<void>
  }>

/**
 * Gives back room that nobody needs: of pull requests whose closing was never told, and of those that were approved so
 * long ago that others go first. Those are looked at again, after everyone who waits. Answers who gave back.
 */
export async function tendRoom(estate: EstateRef, io: TendIO): Promise<readonly number[]> {
  const takers = await io.roomTakers(estate)
  if (takers.length === 0) return []
  const open = await io.openPulls(estate)
  const done = takers.filter(({ pull, lapsed }) => lapsed || !open.includes(pull))
  for (const { pull, headSha } of done) await io.releaseRoom(estate, pull, headSha, false)
  if (done.some(({ holds }) => holds)) await io.wakeWaiting(estate)
  for (const { pull } of done) if (open.includes(pull)) await io.review(estate, pull)
  return done.map(({ pull }) => pull)
}
