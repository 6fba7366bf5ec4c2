import { answerCommand } from '../flows/answer-command.ts'
import { reviewChange } from '../flows/review-change.ts'
import { reviewGroup } from '../flows/review-group.ts'
import { loadHead } from '../github/load/load-pull.ts'
import { loadReview, type LoadIO } from '../github/load/load-review.ts'
import type { GitHub } from '../github/octokit.ts'
import { loadOpenPulls } from '../github/load/open-pulls.ts'
import { publishCheckRun } from '../github/publish/publish-check-run.ts'
import { publishComment } from '../github/publish/publish-comment.ts'
import { publishReview } from '../github/publish/publish-review.ts'
import { publishSuggestions } from '../github/publish/publish-suggestions.ts'
import { react } from '../github/publish/react.ts'
import { newSight } from '../github/sight.ts'
import { enqueue, enqueueLater, type Job, type KeptJob } from './job.ts'
import { lookAgain } from './look-again.ts'
import { asking, performReminders } from './perform-asking.ts'
import { performBreakGlass } from './perform-break-glass.ts'
import { performDelegate } from './perform-delegate.ts'
import { performLossDecision, performPurgeDecision } from './perform-lifecycle.ts'
import { performNotify } from './perform-notify.ts'
import { performMerge, performOperation, performWatch } from './perform-operation.ts'
import { performPeople } from './perform-people.ts'
import { performRelease, performTend, wakeWaiting } from './perform-room.ts'
import { deployedFiles } from '../provisioning/deployed-files.ts'
import { whatStands } from '../provisioning/what-stands.ts'
import { askedSeats } from '../review/asking/asked-seats.ts'
import type { PullRef } from '../review/input.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Standing } from '../tenant/standing.ts'
import { watchEvaluation } from './watch-evaluation.ts'
import type { World } from './world.ts'

/** Does one job: hands the flow what it needs of the world. */
export async function perform({ job, delivery }: KeptJob, world: World): Promise<void> {
  switch (job.do) {
    case 'review':
      await review(job.pull, delivery, world, job.again)
      return
    case 'look-again':
      await enqueue(world.queue, { do: 'review', pull: job.pull, again: job.again }, delivery)
      return
    case 'review-all': {
      const pulls = await loadOpenPulls(await world.github.as(job.estate.installation), job.estate, job.base)
      for (const number of pulls) {
        await enqueue(world.queue, { do: 'review', pull: { estate: job.estate, number } }, delivery)
      }
      return
    }
    case 'review-group':
      await reviewQueued(job, delivery, world)
      return
    case 'answer': {
      const [github, app] = await clientOf(job.comment.pull, world)
      await answerCommand(job.comment, {
        load: (ref) => load(ref, github, world),
        recheck: (ref) => review(ref, delivery, world),
        breakGlass: (comment, reason) => performBreakGlass(comment, reason, { delivery, world }),
        purge: (comment) => performPurgeDecision(comment, { delivery, world }),
        authoriseDestroy: (comment) => performLossDecision(comment, { delivery, world }),
        answer: (ref, comment) => publishComment(github, ref, { comment, app }),
        delegate: (comment, wish) =>
          performDelegate(comment, wish, { world, load: (ref, as) => load(ref, as, world) }),
        react: ({ pull, id }, reaction) => react(github, pull.estate, { commentId: id, reaction }),
      })
      return
    }
    case 'merge':
      await performMerge(job, delivery, world)
      return
    case 'watch':
      await performWatch(job, delivery, world)
      return
    case 'release':
      await performRelease(job.pull, delivery, world)
      return
    case 'tend':
      await performTend(job.estate, delivery, world)
      return
    case 'operate':
      await performOperation(job, delivery, world)
      return
    case 'remind':
      await performReminders(job.estate, { delivery, world, load: (ref, github) => load(ref, github, world) })
      return
    case 'people':
      await performPeople(job, delivery, world)
      return
    case 'notify':
      await performNotify(job.notice, delivery, world)
      return
  }
}

async function review(ref: PullRef, delivery: string, world: World, again = 0): Promise<void> {
  const [github, app] = await clientOf(ref, world)
  const sight = newSight(github, ref, world.memory)
  const outcome = await reviewChange(ref, {
    delivery,
    load: (pull) => load(pull, github, world, { saw: sight.saw }),
    head: (pull) => loadHead(github, pull),
    publish: (pull, says) =>
      publishReview(github, pull, {
        ...{ ...says, app, memory: world.memory, sight },
        sayLater: (waitMs) =>
          enqueueLater(world.queue, { do: 'look-again', pull, again: 0 }, delivery, Math.ceil(waitMs / 1000)),
      }),
    saveDecision: (pull, decision) => world.registry.saveDecision(pull.estate, decision),
    saveAmounts: ({ estate, number }, amounts) => world.registry.saveApprovedAmounts(estate, number, amounts),
    saveApprovedRules: ({ estate, number }, rules) => world.registry.saveApprovedRules(estate, number, rules),
    saveHangsOn: ({ estate, number }, who) => world.registry.saveHangsOn(estate, number, who),
    withdrawDecision: ({ estate, number }, headSha, why) =>
      world.registry.withdrawDecision(estate, { pull: number, headSha }, why),
    room: {
      claims: world.registry.claims,
      saveClaim: world.registry.saveClaim,
      releaseRoom: world.registry.releaseRoom,
      wakeWaiting: wakeWaiting(world, delivery),
      during: watchEvaluation(world),
    },
    suggest: async (pull, headSha, suggestions) => {
      const offer = {
        headSha,
        suggestions,
        app,
        known: world.memory.suggestions,
      }
      await publishSuggestions(github, pull, offer).catch((error: unknown) => {
        world.log.warn({ pull: pull.number, delivery, err: error }, 'suggestions were not offered')
      })
    },
    landlord: world.version,
    asking: asking(world, github, delivery),
    lookAgain: (pull) => lookAgain(world.queue, pull, { again, delivery }),
    publishFailure: (pull, checkRun) => publishCheckRun(github, pull.estate, { checkRun, app }),
  })
  world.log.info({ pull: ref.number, delivery, outcome }, 'reviewed')
}

async function reviewQueued(
  { pull, group }: Extract<Job, { do: 'review-group' }>,
  delivery: string,
  world: World,
): Promise<void> {
  const [github, app] = await clientOf(pull, world)
  const outcome = await reviewGroup(group, {
    delivery,
    load: () => load(pull, github, world, { group }),
    saveDecision: (decision) => world.registry.saveDecision(pull.estate, decision),
    withdrawDecision: (why) =>
      world.registry.withdrawDecision(pull.estate, { pull: pull.number, headSha: group.headSha }, why),
    landlord: world.version,
    publish: (checkRun) => publishCheckRun(github, pull.estate, { checkRun, app }),
  })
  world.log.info({ pull: pull.number, sha: group.headSha, delivery, outcome }, 'merge group reviewed')
}

type Reading = Pick<LoadIO, 'group' | 'saw'>

async function load(ref: PullRef, github: GitHub, { registry, memory }: World, reading: Reading = {}) {
  // Before the base branch is read: what is merged meanwhile counts by its claim, or by its file.
  const claims = await registry.claims(ref.estate)
  const input = await loadReview(ref, {
    github,
    memory,
    ...reading,
    standing: () => loadStanding(ref, registry),
    asked: askedSeats,
  })
  const deployed = deployedFiles(await registry.deployed(ref.estate), input.neighbours)
  return {
    ...input,
    neighbours: [...input.neighbours, ...deployed],
    claims,
    tombstones: await registry.tombstones(ref.estate),
    approvedAmounts: await registry.approvedAmounts(ref.estate, ref.number),
    approvedRules: await registry.approvedRules(ref.estate, ref.number),
    today: new Date().toISOString(),
  }
}

async function loadStanding(
  { estate, number }: PullRef,
  registry: World['registry'],
): Promise<readonly Standing[]> {
  const [deployed, open, concerned] = await Promise.all([
    registry.deployed(estate),
    registry.openOperations(),
    registry.operationsOf(estate, number),
  ])
  return whatStands({
    deployed,
    open: open.filter((operation) => isSame(operation.estate, estate)),
    // Also those that it reverts are of it, and not brought by it.
    brought: concerned.flatMap(({ id, pull }) => (pull === number ? [id] : [])),
  })
}

const isSame = (one: EstateRef, other: EstateRef): boolean =>
  one.owner === other.owner && one.repo === other.repo

const clientOf = ({ estate }: PullRef, { github }: World) =>
  Promise.all([github.as(estate.installation), github.app()])
