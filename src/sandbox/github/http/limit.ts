import { Refusal } from './refusal.ts'

export type Limit = Readonly<{ limit: number; used: number; remaining: number; reset: number }>

export type Limiter = Readonly<{
  /** Counts one request; refuses it when the hour's allowance is used up. */
  charge: (who: string) => Limit
  look: (who: string) => Limit
}>

/** The primary rate limit: so many requests an hour for each person and each installation. */
export function newLimiter(now: () => Date, perHour: number): Limiter {
  const windows = new Map<string, { used: number; reset: number }>()
  const windowOf = (who: string) => {
    const seconds = Math.floor(now().getTime() / 1000)
    const known = windows.get(who)
    if (known && known.reset > seconds) return known
    const fresh = { used: 0, reset: seconds + 3600 }
    windows.set(who, fresh)
    return fresh
  }
  const look = (who: string): Limit => {
    const { used, reset } = windowOf(who)
    return { limit: perHour, used, remaining: Math.max(0, perHour - used), reset }
  }
  return {
    look,
    charge: (who) => {
      const { remaining, reset } = look(who)
      if (remaining === 0) {
        const headers = renderLimit({ limit: perHour, used: perHour, remaining, reset })
        throw new Refusal(403, 'API rate limit exceeded.', { headers })
      }
      windowOf(who).used += 1
      return look(who)
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
