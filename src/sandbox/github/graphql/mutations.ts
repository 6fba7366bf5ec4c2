import type { Call } from '../http/route.ts'
import type { Repository } from '../memory/repository.ts'
import { nodeId } from '../show/links.ts'
import { actor, idIn } from './node.ts'
import { requestReviews } from './request-reviews.ts'
import { showCheckRun } from './show-pull.ts'
import { issueWith, repositoryOf, throughRest } from './through-rest.ts'

type Input<Fields> = Readonly<{ input: Readonly<Fields> }>
type Run = {
  repositoryId: string
  name?: string
  headSha?: string
  checkRunId?: string
  externalId?: string
  status?: string
  conclusion?: string
  output?: Readonly<{ title: string; summary: string; text?: string; annotations?: readonly Annotation[] }>
}
type Annotation = Readonly<{
  path: string
  location: Readonly<{ startLine: number; endLine: number; startColumn?: number; endColumn?: number }>
  annotationLevel: string
  message: string
  title?: string
}>

/** Each does what its route of the REST API does, with its rules, refusals and webhooks. */
export const mutations = {
  createCheckRun: async ({ input }: Input<Run>, call: Call) => {
    const repository = repositoryOf(call, (one) => String(one.id) === idIn('Repository', input.repositoryId))
    const id = await throughRest(call, repository, {
      ...{ method: 'POST', template: '/check-runs', params: {}, body: asRest(input) },
    })
    return { checkRun: runOf(repository, id) }
  },

  updateCheckRun: async ({ input }: Input<Run>, call: Call) => {
    const repository = repositoryOf(call, (one) => String(one.id) === idIn('Repository', input.repositoryId))
    const params = { check_run_id: idIn('CheckRun', input.checkRunId ?? '') }
    const template = '/check-runs/{check_run_id}'
    const id = await throughRest(call, repository, { method: 'PATCH', template, params, body: asRest(input) })
    return { checkRun: runOf(repository, id) }
  },

  addComment: async ({ input }: Input<{ subjectId: string; body: string }>, call: Call) => {
    const pull = idIn('PullRequest', input.subjectId)
    const isIt = (one: Repository) => issueWith(one, pull) !== undefined
    const repository = repositoryOf(call, isIt)
    const params = { issue_number: String(issueWith(repository, pull)?.number ?? 0) }
    const template = '/issues/{issue_number}/comments'
    const body = { body: input.body }
    const id = await throughRest(call, repository, { method: 'POST', template, params, body })
    return { commentEdge: { node: commentOf(call, repository, id) } }
  },

  updateIssueComment: async ({ input }: Input<{ id: string; body: string }>, call: Call) => {
    const comment = idIn('IssueComment', input.id)
    const repository = repositoryOf(call, ({ comments }) => comments.has(Number(comment)))
    const params = { comment_id: comment }
    const template = '/issues/comments/{comment_id}'
    const body = { body: input.body }
    const id = await throughRest(call, repository, { method: 'PATCH', template, params, body })
    return { issueComment: commentOf(call, repository, id) }
  },

  requestReviews,
}

const asRest = ({ name, headSha, externalId, status, conclusion, output }: Run) => ({
  ...{ name, head_sha: headSha, external_id: externalId },
  ...{ status: status?.toLowerCase(), conclusion: conclusion?.toLowerCase() },
  output: output && {
    ...output,
    annotations: output.annotations?.map(({ path, location, annotationLevel, message, title }) => ({
      ...{ path, message, title, annotation_level: annotationLevel.toLowerCase() },
      ...{ start_line: location.startLine, end_line: location.endLine },
      ...{ start_column: location.startColumn, end_column: location.endColumn },
    })),
  },
})

function runOf({ checkRuns }: Repository, id: number) {
  const run = checkRuns.get(id)
  return run ? showCheckRun(run) : null
}

function commentOf(call: Call, { comments }: Repository, id: number) {
  const comment = comments.get(id)
  return comment
    ? { id: nodeId('IssueComment', id), body: comment.body, author: actor(call, comment.author) }
    : null
}
