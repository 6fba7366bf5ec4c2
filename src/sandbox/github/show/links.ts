import type { GitHub } from '../github.ts'
import type { Repository } from '../memory/repository.ts'

/** Opaque ids of the GraphQL world; here they only have to be stable and distinct. */
export const nodeId = (kind: string, id: number | string) =>
  Buffer.from(`${kind}:${id}`).toString('base64url')

export const fullName = (repository: Repository) => `${repository.owner}/${repository.name}`
export const apiOf = (github: GitHub, repository: Repository) =>
  `${github.apiUrl}/repos/${fullName(repository)}`
export const webOf = (github: GitHub, repository: Repository) => `${github.webUrl}/${fullName(repository)}`
