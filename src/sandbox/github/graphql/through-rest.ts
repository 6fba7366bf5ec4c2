import { admit } from '../access/admit.ts'
import { checkRoutes } from '../api/checks.ts'
import { commentRoutes } from '../api/comments.ts'
import { reviewerRoutes } from '../api/reviewers.ts'
import { Refusal } from '../http/refusal.ts'
import type { Call } from '../http/route.ts'
import type { Repository } from '../memory/repository.ts'
import { isPull } from '../pulls/after-push.ts'

export function repositoryOf({ github }: Call, isIt: (repository: Repository) => boolean): Repository {
  const found = github.memory.repositories.values().find(isIt)
  if (found) return found
  throw new Refusal(404, 'Could not resolve to a node with that global id.')
}

export const issueWith = ({ issues }: Repository, pull: string) =>
  [...issues.values()].filter(isPull).find((issue) => String(issue.pull.id) === pull)

type Rest = Readonly<{
  method: 'POST' | 'PATCH' | 'DELETE'
  template: string
  params: Readonly<Record<string, string>>
  body: unknown
}>

/** Does what a route of the REST API does, with its rules. The id of what was made or changed. */
export async function throughRest(call: Call, { owner, name }: Repository, rest: Rest): Promise<number> {
  const template = `/repos/{owner}/{repo}${rest.template}`
  const route = [...checkRoutes, ...commentRoutes, ...reviewerRoutes].find(
    (one) => one.method === rest.method && one.template === template,
  )
  if (!route) throw new Error(`No route ${rest.method} ${template}.`)
  const asked = { ...call, params: { ...rest.params, owner, repo: name }, body: rest.body }
  admit(asked, route.access)
  const { body } = await route.answer(asked)
  return (body as Readonly<{ id: number }>).id
}
