import type { AskIO } from '../flows/ask-people.ts'
import { remindPeople, type RemindIO } from '../flows/remind-people.ts'
import { loadDefaultBranch } from '../github/dispatch-run.ts'
import { loadSettingsNow } from '../github/load/load-now.ts'
import type { GitHub } from '../github/octokit.ts'
import { loadOpenPulls } from '../github/load/open-pulls.ts'
import { publishComment } from '../github/publish/publish-comment.ts'
import { loadRequested, requestReviewers } from '../github/publish/request-reviewers.ts'
import { tell } from './perform-notify.ts'
import type { PullRef, ReviewInput } from '../review/input.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
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

type Within = Readonly<{
  delivery: string
  world: World
  load: (ref: PullRef, github: GitHub) => Promise<ReviewInput>
}>

/** Reminders and escalation of one estate. GitHub is asked only when something waits. */
export async function performReminders(estate: EstateRef, { delivery, world, load }: Within): Promise<void> {
  const { registry, log } = world
  const github = await world.github.as(estate.installation)
  const app = await world.github.app()
  const branch = () => loadDefaultBranch(github, estate)
  const io: RemindIO = {
    openSeats: registry.openSeats,
    saveOpenSeats: registry.saveOpenSeats,
    loadAsking: async (of) => (await loadSettingsNow(github, of))?.asking,
    load: async (ref) =>
      (await loadOpenPulls(github, estate, await branch())).includes(ref.number)
        ? load(ref, github)
        : undefined,
    takeSteps: registry.takeSteps,
    untoldSteps: registry.untoldSteps,
    saveStepsTold: registry.saveStepsTold,
    publish: (ref, comment) => publishComment(github, ref, { comment, app }),
    tell: tell(world, delivery),
    now: () => new Date(),
    failed: (ref, error) => {
      log.warn({ pull: ref.number, delivery, err: error }, 'nobody could be reminded yet')
    },
  }
  const reminded = await remindPeople(estate, io)
  log.debug({ estate, delivery, reminded }, 'reminded')
}
