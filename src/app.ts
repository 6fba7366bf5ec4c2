import type { Probot } from 'probot'
import type { PullRef } from './review/input.ts'
import type { EstateRef } from './tenant/estate-ref.ts'
import { rulesFolder } from './tenant/estate-file.ts'

/** What a delivery asks for. Only names: whoever does the job reads the present state. */
export type Job =
  | Readonly<{ do: 'review'; pull: PullRef }>
  | Readonly<{ do: 'review-all'; estate: EstateRef; base: string }>
  | Readonly<{ do: 'answer'; pull: PullRef; comment: SlashComment }>
  | Readonly<{ do: 'merge'; estate: EstateRef; pull: number; sha: string }>
  | Readonly<{ do: 'operate'; operation: string }>

export type SlashComment = Readonly<{ id: number; author: string; body: string }>

/** Keeps the delivery and its jobs; rejects when it cannot, and GitHub shows the delivery as failed. */
export type Accept = (delivery: Readonly<{ id: string; event: string }>, job: Job) => Promise<void>

/** The Probot function: which events lead to which job. */
export function landlord(accept: Accept): (app: Probot) => void {
  return (app) => {
    app.on(
      [
        'pull_request.opened',
        'pull_request.synchronize',
        'pull_request.reopened',
        'pull_request.edited',
        'pull_request.ready_for_review',
      ],
      ({ id, payload }) =>
        accept(
          { id, event: `pull_request.${payload.action}` },
          { do: 'review', pull: { estate: estateOf(payload), number: payload.number } },
        ),
    )

    app.on('pull_request.closed', async ({ id, payload }) => {
      const { merged, merge_commit_sha: sha } = payload.pull_request
      if (!merged || sha === null) return
      const job: Job = { do: 'merge', estate: estateOf(payload), pull: payload.number, sha }
      await accept({ id, event: 'pull_request.closed' }, job)
    })

    app.on(['pull_request_review.submitted', 'pull_request_review.dismissed'], ({ id, payload }) =>
      accept(
        { id, event: `pull_request_review.${payload.action}` },
        { do: 'review', pull: { estate: estateOf(payload), number: payload.pull_request.number } },
      ),
    )

    app.on('issue_comment.created', async ({ id, payload }) => {
      const { comment, issue } = payload
      const { user, body } = comment
      if (!issue.pull_request || user?.type !== 'User' || !body.startsWith('/landlord')) return
      const pull = { estate: estateOf(payload), number: issue.number }
      const said = { id: comment.id, author: user.login, body }
      await accept({ id, event: 'issue_comment.created' }, { do: 'answer', pull, comment: said })
    })

    app.on('check_run.rerequested', async ({ id, payload }) => {
      for (const { number } of payload.check_run.pull_requests) {
        const pull = { estate: estateOf(payload), number }
        await accept({ id, event: 'check_run.rerequested' }, { do: 'review', pull })
      }
    })

    app.on('push', async ({ id, payload }) => {
      const base = payload.repository.default_branch
      if (payload.ref !== `refs/heads/${base}` || !touchesRules(payload.commits)) return
      await accept({ id, event: 'push' }, { do: 'review-all', estate: estateOf(payload), base })
    })

    app.on('workflow_run', async ({ id, payload }) => {
      const operation = operationIn(payload.workflow_run)
      if (operation === undefined) return
      await accept({ id, event: `workflow_run.${payload.action}` }, { do: 'operate', operation })
    })
  }
}

type Payload = Readonly<{
  repository: Readonly<{ name: string; owner: Readonly<{ login: string }> | null }>
  installation?: Readonly<{ id: number }> | undefined
}>

function estateOf({ repository, installation }: Payload): EstateRef {
  if (!installation || !repository.owner)
    throw new Error('A delivery without an installation is not for an App.')
  return { owner: repository.owner.login, repo: repository.name, installation: installation.id }
}

/** New rules can change the answer on every open pull request. GitHub lists at most 2 048 commits, the newest last. */
const touchesRules = (
  commits: readonly Readonly<{ added?: string[]; modified?: string[]; removed?: string[] }>[],
): boolean =>
  commits
    .flatMap(({ added = [], modified = [], removed = [] }) => [...added, ...modified, ...removed])
    .some((path) => path.startsWith(rulesFolder))

/** The name a run is given by the provisioning workflow: `landlord op_… apply acme-retail`. */
function operationIn(run: object): string | undefined {
  const title = 'display_title' in run ? String(run.display_title) : ''
  return /^landlord (op_[a-z0-9]{20}) /.exec(title)?.[1]
}
