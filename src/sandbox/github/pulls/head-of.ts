import { git } from '../git/git.ts'
import { isSafeRevision, readRef } from '../git/read.ts'
import type { GitHub } from '../github.ts'
import { findRepository } from '../memory/memory.ts'
import type { Fork } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'

/** Where a pull request's head is: a branch here, or one of a fork of this. */
export type Head = Readonly<{ branch: string; fork: Fork | null }>

/** `branch`, or `owner:branch`; undefined where that owner has no fork. */
export function readHead(github: GitHub, repository: Repository, head: string): Head | undefined {
  const [owner = '', branch] = head.split(':', 2)
  if (branch === undefined) return { branch: head, fork: null }
  if (owner.toLowerCase() === repository.owner.toLowerCase()) return { branch, fork: null }
  const fork = findRepository(github.memory, owner, repository.name)
  return fork?.forkOf === repository.id ? { branch, fork } : undefined
}

/** Its commit, which can be read here as well: GitHub keeps a repository and its forks in one store. */
export async function headCommit({ folder }: Repository, { branch, fork }: Head): Promise<string | null> {
  if (!isSafeRevision(branch)) return null
  const ref = `refs/heads/${branch}`
  if (fork === null) return readRef(folder, ref)
  const sha = await readRef(fork.folder, ref)
  if (sha !== null) await git(folder, ['fetch', '--quiet', '--no-tags', fork.folder, ref])
  return sha
}
