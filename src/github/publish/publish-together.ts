import { fold } from '../../approvals/eligible.ts'
import type { Annotation, CheckRun } from '../../review/comment/check-run.ts'
import type { Comment } from '../../review/comment/comment.ts'
import { isNobody, type Reviewers } from '../../review/asking/plan-reviewers.ts'
import { dataBeside } from '../graph.ts'
import type { Wishes } from '../limits/limits.ts'
import type { AppIdentity, GitHub } from '../octokit.ts'
import { OverBudget } from '../limits/pace.ts'
import { batches, digestOf } from './publish-check-run.ts'
import { isOwn, isSameText } from './publish-comment.ts'
import { publishMutation, type PublishAnswer, type Writes } from './publish-mutation.ts'
import { inWords } from '../limits/refusal.ts'
import type { Snapshot } from '../load/snapshot.ts'

type Say = Readonly<{
  checkRun: CheckRun
  comment: Comment
  reviewers: Reviewers
  app: AppIdentity
  wishes: Wishes
}>

/** Whether each is as it should be now, and the reviewers were asked; the REST API takes over where not. */
export type Done = Readonly<{ run: boolean; comment: boolean; asked: boolean }>

const nothing: Done = { run: false, comment: false, asked: false }

/**
 * Writes check run and comment and asks reviewers in one call, after what the snapshot saw of each. GraphQL may refuse
 * one and do the others; where GitHub's limits have no room for content now, all are left to be written apart.
 */
export async function writeTogether(
  github: GitHub,
  snapshot: Snapshot,
  { checkRun, comment, reviewers, app, wishes }: Say,
): Promise<Done> {
  if (snapshot.runs === undefined || snapshot.comments === undefined) return nothing
  const run = planRun(checkRun, snapshot, app)
  const said = planComment(comment, snapshot, app)
  const asked = planRequest(reviewers, snapshot)
  const writes: Writes = { run: run?.do, comment: said?.do, reviewers: asked && 'requestReviews' }
  if (Object.values(writes).every((one) => one === undefined))
    return { run: true, comment: true, asked: false }
  const ask = async (inputs: Readonly<Record<string, unknown>>, what = writes) => {
    const data = await send(github, publishMutation(what), { ...inputs, request: wishes })
    return data ?? {}
  }
  const answer = await ask({
    ...(run && { run: run.input }),
    ...(said && { comment: said.input }),
    ...(asked && { reviewers: asked }),
  })
  const id = answer.run?.checkRun?.id
  const [, ...more] = batches(checkRun.annotations)
  for (const batch of id === undefined ? [] : more) {
    const input = { repositoryId: snapshot.ids.repository, checkRunId: id, output: outputOf(checkRun, batch) }
    const added = await ask({ run: input }, onlyTheRun)
    if (!added.run) throw new Error('GitHub took only a part of the annotations.')
  }
  return {
    run: run === undefined || id !== undefined,
    comment: said === undefined || Boolean(answer.comment),
    asked: Boolean(answer.reviewers),
  }
}

const onlyTheRun: Writes = { run: 'updateCheckRun', comment: undefined, reviewers: undefined }

/** Undefined = nothing was done. */
async function send(
  github: GitHub,
  document: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<PublishAnswer | undefined> {
  try {
    return await github.graphql<PublishAnswer>(document, { ...variables })
  } catch (error) {
    if (error instanceof OverBudget) return undefined
    const beside = dataBeside(error)
    // An answer that was lost may have been carried out: the job is done again, and looks first at what is there.
    if (beside === undefined) throw inWords('publish its verdict', error)
    return beside.data ?? {}
  }
}

/** As in the REST API: a run that has ended, or has annotations, is not taken back but followed by a new one. */
function planRun(checkRun: CheckRun, { ids, runs }: Snapshot, { slug }: AppIdentity) {
  const own = runs?.get(slug)
  const externalId = digestOf(checkRun)
  if (own?.externalId === externalId) return undefined
  const { name, headSha, conclusion } = checkRun
  const [first = []] = batches(checkRun.annotations)
  const state =
    conclusion === 'in progress'
      ? { status: 'IN_PROGRESS' }
      : { status: 'COMPLETED', conclusion: conclusion.toUpperCase() }
  const input = {
    ...{ repositoryId: ids.repository, name, externalId, ...state },
    output: outputOf(checkRun, first),
  }
  return own !== undefined && own.status !== 'COMPLETED' && own.annotations?.totalCount === 0
    ? { do: 'updateCheckRun' as const, input: { ...input, checkRunId: own.id } }
    : { do: 'createCheckRun' as const, input: { ...input, headSha } }
}

function planComment({ body, marker, create }: Comment, { ids, comments }: Snapshot, app: AppIdentity) {
  const own = comments?.find((one) => isOwn(one, { marker, app }))
  if (own === undefined)
    return create ? { do: 'addComment' as const, input: { subjectId: ids.pull, body } } : undefined
  if (isSameText(own.body, body)) return undefined
  return { do: 'updateIssueComment' as const, input: { id: own.id, body } }
}

/** Undefined where there is nobody to ask, or somebody whose id the snapshot did not tell. */
function planRequest({ logins, teams }: Reviewers, { ids: { pull, askable } }: Snapshot) {
  const userIds = logins.flatMap((login) => askable.people.get(fold(login)) ?? [])
  const teamIds = teams.flatMap((team) => askable.teams.get(fold(team)) ?? [])
  const isAll = userIds.length === logins.length && teamIds.length === teams.length
  if (isNobody({ logins, teams }) || !isAll) return undefined
  return { pullRequestId: pull, userIds, teamIds, union: true }
}

const outputOf = ({ title, summary }: CheckRun, annotations: readonly Annotation[]) => ({
  title,
  summary,
  annotations: annotations.map(({ path, line, column, level, title, message }) => ({
    ...{ path, title, message, annotationLevel: level.toUpperCase() },
    location: { startLine: line, endLine: line, startColumn: column, endColumn: column },
  })),
})
