import { anyone } from '../access/access.ts'
import { allowanceOf } from '../access/caller.ts'
import { ok } from '../http/answer.ts'
import type { Route } from '../http/route.ts'

/** Asking for the limit costs nothing. */
export const limitRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/rate_limit',
    access: anyone,
    answer: ({ github, caller }) => {
      const core = github.limiter.look(allowanceOf(caller))
      return ok({ resources: { core, search: core }, rate: core })
    },
  },
]
