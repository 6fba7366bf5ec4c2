import { inRepository } from '../access/admit.ts'
import { signedIn } from '../access/access.ts'
import { roleOf } from '../access/role.ts'
import { collaboratorsOf } from '../api/collaborators.ts'
import { maySee } from '../api/teams.ts'
import { objectType, readBlob } from '../git/read.ts'
import { ok } from '../http/answer.ts'
import { Refusal } from '../http/refusal.ts'
import type { Call } from '../http/route.ts'
import type { Repository } from '../memory/repository.ts'
import { isPull } from '../pulls/after-push.ts'
import { nodeId } from '../show/links.ts'
import { actor, allow } from './node.ts'
import { showPull } from './show-pull.ts'
import { showTeam } from './show-team.ts'

export const queries = {
  repository: async ({ owner, name }: Readonly<{ owner: string; name: string }>, call: Call) => {
    const repository = await open(call, owner, name)
    return {
      id: nodeId('Repository', repository.id),
      pullRequest: ({ number }: Readonly<{ number: number }>) => {
        allow(call, 'pull_requests:read')
        const issue = repository.issues.get(number)
        if (issue && isPull(issue)) return showPull(call, repository, issue)
        throw new Refusal(404, `Could not resolve to a PullRequest with the number of ${number}.`)
      },
      object: ({ oid }: Readonly<{ oid: string }>) => {
        allow(call, 'contents:read')
        return showBlob(repository, oid)
      },
      collaborators: ({ first = 0 }: Readonly<{ first?: number }>) => ({
        edges: collaboratorsOf(call.github, repository)
          .map((login) => ({ login, role: roleOf(call.github, repository, login) }))
          .filter(({ role }) => role !== 'none')
          .slice(0, first)
          .map(({ login, role }) => ({ permission: role.toUpperCase(), node: actor(call, login) })),
      }),
    }
  },

  organization: ({ login }: Readonly<{ login: string }>, call: Call) => ({
    team: ({ slug }: Readonly<{ slug: string }>) => {
      allow(call, 'members:read')
      const team = call.github.memory.teams.get(`${login}/${slug}`.toLowerCase())
      if (!team || !maySee({ ...call, params: { org: login } })) return null
      return showTeam(call, team)
    },
  }),
}

/** The same door as to the REST API's routes: who may not see it is told that there is none. */
async function open(call: Call, owner: string, repo: string): Promise<Repository> {
  let found: Repository | undefined
  const door = inRepository('GET', '', signedIn, ({ repository }) => {
    found = repository
    return ok({})
  })
  await Promise.resolve(door.answer({ ...call, params: { owner, repo } })).catch(() => undefined)
  if (found) return found
  throw new Refusal(404, `Could not resolve to a Repository with the name '${owner}/${repo}'.`)
}

/** GitHub tells no text of a binary file, nor of a large one. */
async function showBlob({ folder }: Repository, oid: string) {
  if (!/^[0-9a-f]{40}$/.test(oid) || (await objectType(folder, oid)) !== 'blob') return null
  const bytes = await readBlob(folder, oid)
  const isBinary = bytes.subarray(0, 8000).includes(0)
  const text = isBinary || bytes.length > 512 * 1024 ? null : bytes.toString('utf8')
  return { __typename: 'Blob', oid, byteSize: bytes.length, text }
}
