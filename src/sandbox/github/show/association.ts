import type { GitHub } from '../github.ts'
import { accountOf } from '../memory/memory.ts'
import type { Repository } from '../memory/repository.ts'

/** What a person is to a repository, as shown beside what they wrote. */
export function associationOf(github: GitHub, repository: Repository, login: string) {
  const person = login.toLowerCase()
  const owner = accountOf(github.memory, repository.owner)
  if (owner.login.toLowerCase() === person) return 'OWNER'
  if (owner.members.has(person)) return 'MEMBER'
  return repository.people.has(person) ? 'COLLABORATOR' : 'NONE'
}
