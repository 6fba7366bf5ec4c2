import type { Probot } from 'probot'
import type { Accept, Delivery } from './accept.ts'
import { happenedAt } from './happened-at.ts'
import { hearOfPeople } from './people-events.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { rulesFolder } from '../tenant/estate-file.ts'

/** The Probot function: which events lead to which jobs. */
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
      (event) => {
        const estate = estateOf(event.payload)
        return accept(deliveryOf(event), [{ do: 'review', pull: { estate, number: event.payload.number } }])
      },
    )

    app.on('pull_request.closed', async (event) => {
      const { number, pull_request: closed } = event.payload
      const estate = estateOf(event.payload)
      const sha = closed.merged ? closed.merge_commit_sha : null
      await accept(deliveryOf(event), [
        ...(sha === null ? [] : [{ do: 'merge', estate, pull: number, sha } as const]),
        { do: 'release', pull: { estate, number } },
      ])
    })

    app.on(['pull_request_review.submitted', 'pull_request_review.dismissed'], async (event) => {
      // A comment takes nothing back and approves nothing; our own suggestions are such a review. A bot's yes or no
      // fills no seat either, but whoever reads it has to be told.
      if (event.payload.review.state === 'commented') return
      const pull = { estate: estateOf(event.payload), number: event.payload.pull_request.number }
      await accept(deliveryOf(event), [{ do: 'review', pull }])
    })

    app.on('merge_group.checks_requested', async (event) => {
      const { head_ref, head_sha: headSha, base_sha: baseSha } = event.payload.merge_group
      const number = Number(/^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]+$/.exec(head_ref)?.[1])
      if (!Number.isSafeInteger(number)) throw new Error(`A merge group of no pull request: ${head_ref}`)
      const pull = { estate: estateOf(event.payload), number }
      await accept(deliveryOf(event), [{ do: 'review-group', pull, group: { headSha, baseSha } }])
    })

    app.on('issue_comment.created', async (event) => {
      const { comment, issue } = event.payload
      const { id, body, user } = comment
      if (!issue.pull_request || user?.type !== 'User' || !body.startsWith('/landlord')) return
      const pull = { estate: estateOf(event.payload), number: issue.number }
      const author = { login: user.login, isBot: false }
      await accept(deliveryOf(event), [{ do: 'answer', comment: { pull, id, body, author } }])
    })

    app.on('check_run.rerequested', async (event) => {
      const estate = estateOf(event.payload)
      const pulls = event.payload.check_run.pull_requests.map(({ number }) => ({ estate, number }))
      await accept(
        deliveryOf(event),
        pulls.map((pull) => ({ do: 'review', pull })),
      )
    })

    app.on('push', async (event) => {
      const base = event.payload.repository.default_branch
      if (event.payload.ref !== `refs/heads/${base}`) return
      const estate = estateOf(event.payload)
      const rules = touchesRules(event.payload.commits)
      await accept(deliveryOf(event), [
        ...(rules ? [{ do: 'review-all', estate, base } as const] : []),
        { do: 'watch', estate, before: event.payload.before },
      ])
    })

    hearOfPeople(app, accept)

    app.on('workflow_run', async (event) => {
      const operation = operationIn(event.payload.workflow_run)
      if (operation !== undefined) await accept(deliveryOf(event), [{ do: 'operate', operation }])
    })
  }
}

type Payload = Readonly<{
  repository?: Readonly<{ id?: number; name: string; owner: Readonly<{ login: string }> | null }> | undefined
  installation?: Readonly<{ id: number }> | undefined
}>

function deliveryOf({
  id,
  name,
  payload,
}: Readonly<{ id: string; name: string; payload: Payload }>): Delivery {
  const at = happenedAt(name, payload)
  return { id, event: name, estate: estateOf(payload), ...(at && { at }) }
}

function estateOf({ repository, installation }: Payload): EstateRef {
  if (!installation || !repository?.owner)
    throw new Error('A delivery without an installation is not for an App.')
  const { id, name: repo, owner } = repository
  return { owner: owner.login, repo, installation: installation.id, ...(id !== undefined && { id }) }
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
