import { compare } from '../git/compare.ts'
import { readRef, isSafeRevision } from '../git/read.ts'
import type { GitHub } from '../github.ts'
import type { Fields } from '../http/fields.ts'
import { invalid, notBuilt, Refusal } from '../http/refusal.ts'
import type { Account } from '../memory/account.ts'
import type { PullIssue } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { showPull } from '../show/pull.ts'
import { openPulls } from './after-push.ts'
import { headCommit, readHead } from './head-of.ts'
import { newIssue } from './new-issue.ts'
import { updatePullRefs } from './test-merge.ts'

/** Opens a pull request between two branches of one repository, or from a fork of it, as POST /pulls asks. */
export async function openPull(
  github: GitHub,
  repository: Repository,
  { fields, actor }: { fields: Fields; actor: Account },
): Promise<PullIssue> {
  if (fields.has('issue')) throw notBuilt('turn an issue into a pull request')
  const title = fields.text('title')
  const from = readHead(github, repository, fields.text('head'))
  if (from === undefined) throw invalid('PullRequest', 'head', { code: 'invalid' })
  const { branch: head, fork } = from
  const base = fields.text('base')
  const headSha = await headCommit(repository, from)
  const baseSha = isSafeRevision(base) ? await readRef(repository.folder, `refs/heads/${base}`) : null
  if (!baseSha) throw invalid('PullRequest', 'base', { code: 'invalid' })
  if (!headSha) throw invalid('PullRequest', 'head', { code: 'invalid' })
  const comparison = await compare(repository.folder, baseSha, headSha)
  if (!comparison) throw refused(`The ${head} branch has no history in common with ${base}`)
  if (comparison.ahead === 0) throw refused(`No commits between ${base} and ${head}`)
  const isSame = ({ pull }: PullIssue): boolean =>
    pull.headRef === head && pull.fork === fork && pull.baseRef === base
  if (openPulls(repository).some(isSame))
    throw refused(`A pull request already exists for ${(fork ?? repository).owner}:${head}.`)
  const issue: PullIssue = {
    ...newIssue(github, repository, {
      title,
      body: fields.nullableText('body') ?? null,
      author: actor.login,
    }),
    pull: {
      id: github.nextId(),
      fork,
      headRef: head,
      headSha,
      baseRef: base,
      baseSha,
      draft: fields.flag('draft') ?? false,
      mergedAt: null,
      mergedBy: null,
      mergeCommitSha: null,
      reviews: [],
      reviewComments: [],
      requestedReviewers: [],
      requestedTeams: [],
      maintainerCanModify: false,
    },
  }
  repository.issues.set(issue.number, issue)
  await updatePullRefs(repository, issue, issue.createdAt)
  github.announce({
    event: 'pull_request',
    action: 'opened',
    repository,
    sender: actor.login,
    payload: {
      action: 'opened',
      number: issue.number,
      pull_request: await showPull(github, repository, issue),
    },
  })
  return issue
}

const refused = (message: string) =>
  new Refusal(422, 'Validation Failed', { errors: [{ resource: 'PullRequest', code: 'custom', message }] })
