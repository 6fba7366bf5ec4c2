import type { AskIO } from './flows/ask-people.ts'
import type { GitHub } from './github/octokit.ts'
import { loadRequested, requestReviewers } from './github/request-reviewers.ts'
import { tell } from './perform-notify.ts'
import type { World } from './world.ts'

/** What asking people for their approval needs of the world. */
export const asking = (world: World, github: GitHub, delivery: string): AskIO => ({
  saveOpenSeats: world.registry.saveOpenSeats,
  askedReviewers: world.registry.askedReviewers,
  saveAskedReviewers: world.registry.saveAskedReviewers,
  requested: (ref) => loadRequested(github, ref),
  request: (ref, reviewers) => requestReviewers(github, ref, reviewers),
  tell: tell(world, delivery),
  now: () => new Date(),
  failed: (ref, error) => {
    world.log.warn({ pull: ref.number, delivery, err: error }, 'people could not be asked')
  },
})
