import { replyCode, withCache, type Send } from './connect.ts'
import { cacheNamesOf } from './names.ts'
import { cacheUserOf, type CachePlace } from './provision.ts'

/** Whether the tenant's user is as `up` makes it; Terraform's plan cannot see it. */
export async function observeCacheStructure(
  place: CachePlace,
): Promise<readonly Readonly<{ expects: string; holds: boolean }>[]> {
  const [user, { prefix }] = [cacheUserOf(place), cacheNamesOf(place.tenant)]
  return withCache(place, async (send) => {
    const fields = fieldsOf(await send('ACL', 'GETUSER', user))
    const [keys, channels] = ['keys', 'channels'].map((name) => words(fields.get(name)))
    const allowed: string[] = []
    if (fields.size > 0)
      for (const command of forbidden) if (await mayRun(send, user, command)) allowed.push(command.join(' '))
    return [
      { expects: 'The tenant has a user of its own in the cache.', holds: fields.size > 0 },
      {
        expects: 'The user reaches the keys under its own prefix and no others.',
        holds: keys === `~${prefix}*`,
      },
      {
        expects: 'The user reaches the channels under its own prefix and no others.',
        holds: channels === `&${prefix}*`,
      },
      {
        expects: 'The user has no dangerous commands, and none that shows names of other keys.',
        holds: allowed.length === 0,
      },
      { expects: 'The user has no further selectors.', holds: words(fields.get('selectors')) === '' },
    ]
  })
}

/** One of each kind that `up` takes away. Redis writes its rules down in words of its own, so it is asked instead. */
const forbidden = [
  ['SCAN', '0'],
  ['RANDOMKEY'],
  ['KEYS', '*'],
  ['FLUSHALL'],
  ['CONFIG', 'GET', '*'],
  ['DBSIZE'],
]

/** A command that the server does not have, as an ElastiCache has no CONFIG, is one that nobody may run. */
const mayRun = (send: Send, user: string, command: readonly string[]): Promise<boolean> =>
  send('ACL', 'DRYRUN', user, ...command).then(
    (answer) => answer === 'OK',
    (error: unknown) => {
      if (replyCode(error) === undefined) throw error
      return false
    },
  )

/** Redis answers name, value, name, value; nothing for a user that is not there. */
function fieldsOf(found: unknown): ReadonlyMap<string, unknown> {
  if (!Array.isArray(found)) return new Map()
  const list: readonly unknown[] = found
  return new Map(list.flatMap((name, at) => (at % 2 === 0 ? [[String(name), list[at + 1]] as const] : [])))
}

const words = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).join(' ') : typeof value === 'string' ? value : ''
