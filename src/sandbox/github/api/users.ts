import { anyone, signedIn } from '../access/access.ts'
import { ok } from '../http/answer.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { Route } from '../http/route.ts'
import { findAccount } from '../memory/memory.ts'
import { showProfile } from '../show/account.ts'

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/user',
    access: signedIn,
    answer: ({ github, caller }) => {
      if (caller.kind !== 'user') throw new Refusal(403, 'Resource not accessible by integration')
      return ok(showProfile(github, caller.account))
    },
  },
  {
    method: 'GET',
    template: '/users/{username}',
    access: anyone,
    answer: ({ github, params }) => {
      const account = findAccount(github.memory, params.username ?? '')
      if (!account) throw notFound()
      return ok(showProfile(github, account))
    },
  },
]
