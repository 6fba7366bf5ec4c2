import type { Caller } from '../access/caller.ts'
import { Refusal } from './refusal.ts'

export type Limit = Readonly<{ limit: number; used: number; remaining: number; reset: number }>

export type Limiter = Readonly<{
  /** Counts one request; refuses it when the hour's allowance is used up. */
  charge: (caller: Caller) => Limit
  look: (caller: Caller) => Limit
}>

/** The primary rate limit: so many requests an hour for each person and each installation. */
export function newLimiter(now: () => Date, perHour: number): Limiter {
  const windows = new Map<string, { used: number; reset: number }>()
  const windowOf = (caller: Caller) => {
    const key = keyOf(caller)
    const seconds = Math.floor(now().getTime() / 1000)
    const known = windows.get(key)
    if (known && known.reset > seconds) return known
    const fresh = { used: 0, reset: seconds + 3600 }
    windows.set(key, fresh)
    return fresh
  }
  const look = (caller: Caller): Limit => {
    const { used, reset } = windowOf(caller)
    return { limit: perHour, used, remaining: Math.max(0, perHour - used), reset }
  }
  return {
    look,
    charge: (caller) => {
      const { remaining, reset } = look(caller)
      if (remaining === 0) {
        const headers = renderLimit({ limit: perHour, used: perHour, remaining, reset })
        throw new Refusal(403, 'API rate limit exceeded.', { headers })
      }
      windowOf(caller).used += 1
      return look(caller)
    },
  }
}

export const renderLimit = ({ limit, used, remaining, reset }: Limit): Record<string, string> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-used': String(used),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
  'x-ratelimit-resource': 'core',
})

function keyOf(caller: Caller): string {
  switch (caller.kind) {
    case 'anonymous':
      return 'anonymous'
    case 'app':
      return `app ${caller.app.id}`
    case 'user':
      return `user ${caller.account.id}`
    case 'installation':
      return `installation ${caller.installation.id}`
  }
}
