import type { GitHub } from '../github.ts'
import { findAccount } from '../memory/memory.ts'
import type { Account } from '../memory/account.ts'
import type { Signature } from '../git/commit.ts'

/** The account a commit's e-mail belongs to, or null: GitHub maps by e-mail and nothing else. */
export function accountByEmail(github: GitHub, email: string): Account | null {
  const address = email.toLowerCase()
  const noreply = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(address)?.[1]
  if (noreply) return findAccount(github.memory, noreply) ?? null
  return github.memory.accounts.values().find((account) => account.email?.toLowerCase() === address) ?? null
}

/** How an account signs commits made on GitHub. */
export function signatureOf(account: Account, date: string): Signature {
  return {
    name: account.name ?? account.login,
    email: account.email ?? `${account.id}+${account.login}@users.noreply.github.com`,
    date,
  }
}

/** The committer of commits made through the web and most of the API. */
export const webFlow = (date: string): Signature => ({ name: 'GitHub', email: 'noreply@github.com', date })
