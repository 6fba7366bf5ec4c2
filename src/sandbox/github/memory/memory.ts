import type { Account, Team, Token } from './account.ts'
import type { App, Installation } from './app.ts'
import type { Repository } from './repository.ts'

/** Everything the sandbox's GitHub knows, except what is in the git repositories. Gone when it stops. */
export type Memory = Readonly<{
  /** By lower-case login. */
  accounts: Map<string, Account>
  /** By `org/slug`, lower case. */
  teams: Map<string, Team>
  /** By `owner/name`, lower case. */
  repositories: Map<string, Repository>
  apps: Map<number, App>
  installations: Map<number, Installation>
  tokens: Map<string, Token>
}>

export function newMemory(): Memory {
  return {
    accounts: new Map(),
    teams: new Map(),
    repositories: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
  }
}

export function findAccount(memory: Memory, login: string): Account | undefined {
  return memory.accounts.get(login.toLowerCase())
}

/** An account that must be there since something else names it. */
export function accountOf(memory: Memory, login: string): Account {
  const account = findAccount(memory, login)
  if (!account) throw new Error(`No account ${login}.`)
  return account
}

export function appOf(memory: Memory, id: number): App {
  const app = memory.apps.get(id)
  if (!app) throw new Error(`No App ${id}.`)
  return app
}

export function findRepository(memory: Memory, owner: string, name: string): Repository | undefined {
  return memory.repositories.get(`${owner}/${name}`.toLowerCase())
}
