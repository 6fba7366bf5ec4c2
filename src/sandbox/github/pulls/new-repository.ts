import { join } from 'node:path'
import { signatureOf } from '../access/person.ts'
import { git } from '../git/git.ts'
import { plantRepository, type Source } from '../git/plant.ts'
import { stamp, type GitHub } from '../github.ts'
import { accountOf } from '../memory/memory.ts'
import type { Repository } from '../memory/repository.ts'

export type NewRepository = Readonly<{
  from?: Source
  defaultBranch?: string
  description?: string
  private?: boolean
}>

export async function createRepository(
  github: GitHub,
  full: string,
  about: NewRepository,
): Promise<Repository> {
  const [login = '', name = ''] = full.split('/')
  const owner = accountOf(github.memory, login)
  const branch = about.defaultBranch ?? 'main'
  const repository = emptyRepository(github, {
    ...{ owner: owner.login, name, defaultBranch: branch, forkOf: null },
    ...{ description: about.description ?? null, private: about.private ?? true },
  })
  const author = signatureOf(owner, repository.createdAt)
  await plantRepository(repository.folder, { from: about.from, branch, author })
  return keep(github, repository)
}

/** Its branches are copied; who may do what in it is its owner's alone to say, and no App is installed on it. */
export async function forkRepository(github: GitHub, parent: Repository, login: string): Promise<Repository> {
  const { id, name, defaultBranch, description } = parent
  const fork = emptyRepository(github, {
    ...{ owner: accountOf(github.memory, login).login, name, defaultBranch, description },
    ...{ private: parent.private, forkOf: id },
  })
  await git(parent.folder, ['clone', '--quiet', '--bare', parent.folder, fork.folder])
  return keep(github, fork)
}

function keep(github: GitHub, repository: Repository): Repository {
  github.memory.repositories.set(`${repository.owner}/${repository.name}`.toLowerCase(), repository)
  return repository
}

type About = Pick<Repository, 'owner' | 'name' | 'defaultBranch' | 'description' | 'private' | 'forkOf'>

function emptyRepository(github: GitHub, about: About): Repository {
  const at = stamp(github)
  const { owner, name } = about
  return {
    id: github.nextId(),
    ...about,
    folder: join(github.home, 'repositories', owner.toLowerCase(), `${name.toLowerCase()}.git`),
    createdAt: at,
    pushedAt: at,
    people: new Map(),
    teams: new Map(),
    protections: new Map(),
    issues: new Map(),
    comments: new Map(),
    labels: new Map(),
    checkSuites: new Map(),
    checkRuns: new Map(),
    statuses: [],
    workflows: new Map(),
    runs: new Map(),
    artifacts: new Map(),
    variables: new Map(),
    secrets: new Map(),
    mergeQueue: [],
    turn: Promise.resolve(),
  }
}
