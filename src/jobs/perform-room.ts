import { endOverBoosts } from '../flows/end-boosts.ts'
import { tendRoom } from '../flows/tend-room.ts'
import { loadDefaultBranch } from '../github/dispatch-run.ts'
import { loadFileAt } from '../github/load/load-file-at.ts'
import { loadOpenPulls, loadOwnPulls, wasEverOpened } from '../github/load/open-pulls.ts'
import { proposeFile } from '../github/publish/propose-file.ts'
import { tidyComments } from '../github/publish/publish-comment.ts'
import { closeRevert } from '../github/publish/revert.ts'
import { enqueue } from './job.ts'
import { performInspections } from './perform-lifecycle.ts'
import type { PullRef } from '../review/input.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { World } from './world.ts'

/** Has everyone looked at again who waits for room, the longest-waiting first. */
export const wakeWaiting =
  ({ registry, queue }: Pick<World, 'registry' | 'queue'>, delivery: string) =>
  async (estate: EstateRef): Promise<void> => {
    for (const number of await registry.waitingForRoom(estate))
      await enqueue(queue, { do: 'review', pull: { estate, number } }, delivery)
  }

/** A pull request that is merged or closed holds no room of its own any more, and is not reviewed again. */
export async function performRelease(pull: PullRef, delivery: string, world: World): Promise<void> {
  const { estate, number } = pull
  await world.registry.saveOpenSeats(estate, number, { seats: [], at: new Date() })
  await world.registry.saveHangsOn(estate, number, [])
  if (await world.registry.releaseRoom(estate, number, '', false)) await wakeWaiting(world, delivery)(estate)
  await tidyComments(await world.github.as(estate.installation), pull, await world.github.app())
}

/** What falls due with time: room that nobody needs any more, boosts that are over. */
export async function performTend(estate: EstateRef, delivery: string, world: World): Promise<void> {
  const { registry, queue, log } = world
  const github = await world.github.as(estate.installation)
  const released = await tendRoom(estate, {
    roomTakers: registry.roomTakers,
    releaseRoom: registry.releaseRoom,
    wakeWaiting: wakeWaiting(world, delivery),
    openPulls: async (of) => loadOpenPulls(github, of, await loadDefaultBranch(github, of)),
    review: (of, number) => enqueue(queue, { do: 'review', pull: { estate: of, number } }, delivery),
  })
  const boosts = await endOverBoosts(estate, {
    deployed: registry.deployed,
    ownPulls: (of) => loadOwnPulls(github, of),
    wasOpened: (of, branch) => wasEverOpened(github, of, branch),
    loadFile: async (of, path) => loadFileAt(github, of, { path, ref: await loadDefaultBranch(github, of) }),
    open: async (of, { file, text, words }) =>
      proposeFile(github, of, {
        base: await loadDefaultBranch(github, of),
        entry: { path: file, mode: '100644', type: 'blob', content: text },
        words,
      }),
    close: (of, pull, says) => closeRevert(github, of, { pull, says }),
    now: () => new Date(),
  })
  await performInspections(estate, delivery, world)
  log.debug({ estate, delivery, released, boosts }, 'tended')
}
