import type { InspectionIssue } from '../../provisioning/render-inspection.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { everyItem, type AppIdentity, type GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

/**
 * One open issue a marker: made once, edited in place while it lasts, closed with a word when it is over. Ours is what
 * the App wrote and begins with the marker: anybody can type one.
 */
export async function publishIssue(
  github: GitHub,
  { owner, repo }: EstateRef,
  { issue, app }: Readonly<{ issue: InspectionIssue; app: AppIdentity }>,
): Promise<void> {
  const { marker, title, body, healed } = issue
  const open = await asking('read its issues', () =>
    everyItem((page) =>
      github.request('GET /repos/{owner}/{repo}/issues', {
        ...{ owner, repo, state: 'open', creator: `${app.slug}[bot]`, per_page: 100, page },
      }),
    ),
  )
  const own = open.find((it) => it.pull_request === undefined && it.body?.startsWith(marker) === true)
  if (own === undefined) {
    if (body !== undefined)
      await asking('open an issue', () =>
        github.request('POST /repos/{owner}/{repo}/issues', { owner, repo, title, body }),
      )
    return
  }
  const at = { owner, repo, issue_number: own.number }
  if (body === undefined) {
    await asking('say that it is over', () =>
      github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at, body: healed }),
    )
    await asking('close its issue', () =>
      github.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
        ...{ ...at, state: 'closed', state_reason: 'completed' },
      }),
    )
  } else if (own.body?.replaceAll('\r\n', '\n').trim() !== body.trim()) {
    await asking('edit its issue', () =>
      github.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...at, body }),
    )
  }
}
