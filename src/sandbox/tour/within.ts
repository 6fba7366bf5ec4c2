import { setTimeout as pause } from 'node:timers/promises'
import { UserError } from '../../tenant/user-error.ts'

/** Looks again and again until there is something to see; gives up with words after `ms`. */
export async function within<Seen>(
  ms: number,
  what: string,
  look: () => Promise<Seen | undefined>,
): Promise<Seen> {
  const end = Date.now() + ms
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() >= end)
      throw new UserError(`${what} did not come within ${Math.round(ms / 1000)} s.`, {
        fix: 'Look at what Landlord says: start again with --verbose.',
      })
    await pause(200)
  }
}
