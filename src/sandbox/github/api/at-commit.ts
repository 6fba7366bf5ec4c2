import { findCommit } from '../git/read.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'

/** The commit that `?ref=` names, or the default branch's. */
export async function commitAsked({ repository, query }: RepositoryCall, name = 'ref'): Promise<string> {
  const asked = query.get(name)
  const sha = await findCommit(repository.folder, asked ?? repository.defaultBranch)
  if (!sha) throw asked ? new Refusal(404, `No commit found for the ref ${asked}`) : notFound()
  return sha
}

/** The commit that a path parameter names. */
export async function commitNamed({ repository }: RepositoryCall, name: string): Promise<string> {
  const sha = await findCommit(repository.folder, name)
  if (!sha) throw new Refusal(422, `No commit found for SHA: ${name}`)
  return sha
}
