import { createPublicKey, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { newUserToken } from './access/new-token.ts'
import { stamp, type GitHub } from './github.ts'
import { addToTeam, removeFromTeam } from './access/membership.ts'
import type { Account, Permissions, Role, Team } from './memory/account.ts'
import { accountOf, appOf, findRepository } from './memory/memory.ts'
import type { App } from './memory/app.ts'
import type { MergeGroup, Protection, Repository, RequiredCheck } from './memory/repository.ts'
import { createRepository, forkRepository, type NewRepository } from './pulls/new-repository.ts'
import { markReady } from './pulls/mark-ready.ts'
import { enqueue } from './pulls/merge-queue.ts'
import { showInstallation } from './show/app.ts'
import { fullName, nodeId } from './show/links.ts'

/** How people, repositories and Apps come to be. What GitHub does in its web pages is done here. */
export type World = Readonly<{
  /** Returns the person's token. */
  createUser: (login: string, about?: { name?: string; email?: string }) => string
  createOrganization: (login: string, about?: { name?: string; admins?: readonly string[] }) => void
  /** Members of a team become members of the organisation. */
  createTeam: (
    org: string,
    slug: string,
    about: { members: readonly string[]; parent?: string; name?: string },
  ) => void
  addToTeam: (org: string, slug: string, login: string) => void
  removeFromTeam: (org: string, slug: string, login: string) => void
  createRepository: (owner: string, name: string, about?: NewRepository) => Promise<Repository>
  /** A person's own copy, under the same name. */
  fork: (repository: string, by: string) => Promise<Repository>
  /** To a login, or to a team written `org/slug`. */
  grant: (repository: string, to: string, role: Role) => void
  registerApp: (about: NewApp) => Promise<Readonly<{ appId: number; privateKey: string; slug: string }>>
  /** The address is often known only once the App listens. */
  setWebhookUrl: (appId: number, url: string | null) => void
  /** Returns the installation's id. */
  install: (appId: number, repository: string) => number
  setVariables: (repository: string, variables: Readonly<Record<string, string>>) => void
  setSecrets: (repository: string, secrets: Readonly<Record<string, string>>) => void
  /** What the button "Ready for review" does; GitHub has it in GraphQL only. */
  markReady: (repository: string, number: number, by: string) => Promise<void>
  /** What the button "Merge when ready" does before a branch with a merge queue; in GraphQL only as well. */
  enqueue: (repository: string, number: number, by: string) => Promise<MergeGroup>
  protectBranch: (
    repository: string,
    branch: string,
    rules?: Partial<Omit<Protection, 'checks'>> & { checks?: readonly (string | RequiredCheck)[] },
  ) => void
}>

type NewApp = Readonly<{
  name: string
  owner: string
  permissions: Permissions
  events: readonly string[]
  webhookUrl?: string
  webhookSecret: string
  /** PEM; a new one is made when absent. */
  privateKey?: string
}>

export function newWorld(github: GitHub): World {
  const { memory } = github
  const repositoryNamed = (name: string): Repository => {
    const [owner = '', repo = ''] = name.split('/')
    const repository = findRepository(memory, owner, repo)
    if (!repository) throw new Error(`No repository ${name}.`)
    return repository
  }
  const teamNamed = (org: string, slug: string): Team => {
    const team = memory.teams.get(`${org}/${slug}`.toLowerCase())
    if (!team) throw new Error(`No team ${org}/${slug}.`)
    return team
  }
  return {
    createUser: (login, { name, email } = {}) => {
      addAccount(github, {
        login,
        type: 'User',
        name: name ?? login,
        email: email ?? `${login}@users.example`,
      })
      return newUserToken(github, login)
    },
    createOrganization: (login, { name, admins = [] } = {}) => {
      const org = addAccount(github, { login, type: 'Organization', name: name ?? login, email: null })
      for (const admin of admins) org.members.set(accountOf(memory, admin).login.toLowerCase(), 'admin')
    },
    createTeam: (org, slug, { members, parent, name }) => {
      const people = members.map((login) => accountOf(memory, login).login.toLowerCase())
      const owner = accountOf(memory, org)
      for (const login of people) if (!owner.members.has(login)) owner.members.set(login, 'member')
      memory.teams.set(`${org}/${slug}`.toLowerCase(), {
        id: github.nextId(),
        org: owner.login,
        slug,
        name: name ?? slug,
        parent: parent ?? null,
        members: new Set(people),
        createdAt: stamp(github),
      })
    },
    addToTeam: (org, slug, login) => addToTeam(github, teamNamed(org, slug), login),
    removeFromTeam: (org, slug, login) => removeFromTeam(github, teamNamed(org, slug), login),
    createRepository: (owner, name, about = {}) => createRepository(github, `${owner}/${name}`, about),
    fork: (repository, by) => forkRepository(github, repositoryNamed(repository), by),
    grant: (name, to, role) => {
      const repository = repositoryNamed(name)
      const [owner = '', slug] = to.split('/')
      if (slug === undefined) repository.people.set(accountOf(memory, owner).login.toLowerCase(), role)
      else repository.teams.set(slug, role)
    },
    registerApp: (about) => registerApp(github, about),
    setWebhookUrl: (appId, url) => {
      appOf(memory, appId).webhookUrl = url
    },
    install: (appId, name) => install(github, appOf(memory, appId), repositoryNamed(name)),
    setVariables: (name, variables) => {
      for (const [key, value] of Object.entries(variables)) {
        repositoryNamed(name).variables.set(key.toUpperCase(), { value, at: stamp(github) })
      }
    },
    setSecrets: (name, secrets) => {
      for (const [key, value] of Object.entries(secrets))
        repositoryNamed(name).secrets.set(key.toUpperCase(), value)
    },
    markReady: (name, number, by) => markReady(github, repositoryNamed(name), { number, by }),
    enqueue: (name, number, by) => enqueue(github, repositoryNamed(name), { number, by }),
    protectBranch: (name, branch, { checks, ...rules } = {}) => {
      repositoryNamed(name).protections.set(branch, {
        strict: false,
        enforceAdmins: false,
        reviews: null,
        linearHistory: false,
        allowForcePushes: false,
        allowDeletions: false,
        ...rules,
        checks:
          checks?.map((check) => (typeof check === 'string' ? { context: check, appId: null } : check)) ??
          null,
      })
    },
  }
}

/** Adds an account; a login that is taken is a mistake of the caller. */
function addAccount(
  github: GitHub,
  about: Pick<Account, 'login' | 'type' | 'name' | 'email'> & { id?: number },
): Account {
  const key = about.login.toLowerCase()
  if (github.memory.accounts.has(key)) throw new Error(`The login ${about.login} is taken.`)
  const account: Account = { id: github.nextId(), ...about, createdAt: stamp(github), members: new Map() }
  github.memory.accounts.set(key, account)
  return account
}

async function registerApp(github: GitHub, about: NewApp) {
  const slug = about.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const privateKey = about.privateKey ?? (await newPrivateKey())
  const bot = addAccount(github, { login: `${slug}[bot]`, type: 'Bot', name: null, email: null })
  const app: App = {
    id: github.nextId(),
    slug,
    name: about.name,
    owner: accountOf(github.memory, about.owner).login,
    permissions: { metadata: 'read', ...about.permissions },
    events: about.events,
    hookId: github.nextId(),
    webhookUrl: about.webhookUrl ?? null,
    webhookSecret: about.webhookSecret,
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    botLogin: bot.login,
    createdAt: stamp(github),
    deliveries: [],
  }
  github.memory.apps.set(app.id, app)
  return { appId: app.id, privateKey, slug }
}

async function newPrivateKey(): Promise<string> {
  const keys = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  return keys.privateKey
}

function install(github: GitHub, app: App, repository: Repository): number {
  const known = github.memory.installations
    .values()
    .find((one) => one.appId === app.id && one.account === repository.owner)
  if (known) {
    known.repositoryIds.add(repository.id)
    return known.id
  }
  const installation = {
    id: github.nextId(),
    appId: app.id,
    account: repository.owner,
    repositoryIds: new Set([repository.id]),
    createdAt: stamp(github),
  }
  github.memory.installations.set(installation.id, installation)
  const { id, name } = repository
  github.announce({
    event: 'installation',
    action: 'created',
    repository,
    sender: app.owner,
    onlyApp: app.id,
    payload: {
      action: 'created',
      installation: showInstallation(github, installation),
      repositories: [
        {
          id,
          node_id: nodeId('Repository', id),
          name,
          full_name: fullName(repository),
          private: repository.private,
        },
      ],
    },
  })
  return installation.id
}
