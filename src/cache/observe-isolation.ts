import { randomBytes } from 'node:crypto'
import type { Attempt, IsolationSeen } from '../verification/tenant-isolation.ts'
import { cacheWords, replyCode, withCache, type CacheLogin, type Send } from './connect.ts'
import { cacheNamesOf, otherPrefix } from './names.ts'
import { cacheUserOf, type CachePlace } from './provision.ts'

/** Plants a canary of the tenant and one of another, then tries as the tenant to reach the other. */
export async function observeCacheIsolation(tenant: CacheLogin, place: CachePlace): Promise<IsolationSeen> {
  const [user, { prefix }] = [cacheUserOf(place), cacheNamesOf(place.tenant)]
  const word = `landlord-probe-${randomBytes(6).toString('hex')}`
  const keys = { own: `${prefix}${word}`, other: `${otherPrefix}${word}` }
  return withCache(place, async (operator) => {
    // With an end of their own, should this look never come to its own.
    for (const key of Object.values(keys)) await operator('SET', key, 'canary', 'EX', '60')
    try {
      const attempts = await asTenant(tenant, (send) => attack(send, operator, keys))
      return { attempts, structure: await observeUser(operator, user, prefix) }
    } finally {
      await operator('UNLINK', ...Object.values(keys))
    }
  })
}

type Attempts = IsolationSeen['attempts']

/** A login that is refused is a broken control, and so a failed check; a server that is away throws. */
async function asTenant(login: CacheLogin, work: (send: Send) => Promise<Attempts>): Promise<Attempts> {
  try {
    return await withCache(login, work)
  } catch (error) {
    if (replyCode(error) !== 'WRONGPASS') throw error
    const broken: Attempt = { result: 'broken', why: 'the cache refused the login' }
    return [{ name: 'foreign-cache-read', control: broken, attempt: broken }]
  }
}

async function attack(
  tenant: Send,
  operator: Send,
  { own, other }: Readonly<Record<'own' | 'other', string>>,
): Promise<Attempts> {
  const read = (key: string): Promise<Attempt> => tryTo(tenant, ['GET', key])
  const write = (key: string): Promise<Attempt> => tryTo(tenant, ['SET', key, 'touched', 'EX', '60'])
  const publish = (key: string): Promise<Attempt> => tryTo(tenant, ['PUBLISH', key, 'hello'])
  return [
    { name: 'foreign-cache-read', control: await read(own), attempt: await read(other) },
    { name: 'foreign-cache-write', control: await write(own), attempt: await write(other) },
    {
      name: 'cache-listing',
      control: await tryTo(operator, ['EXISTS', own, other]),
      attempt: await worstOf(tenant, [['SCAN', '0'], ['KEYS', '*'], ['RANDOMKEY']]),
    },
    { name: 'foreign-channel', control: await publish(own), attempt: await publish(other) },
    {
      name: 'cache-admin',
      control: await tryTo(operator, ['ACL', 'LIST']),
      attempt: await worstOf(tenant, [
        ['ACL', 'LIST'],
        ['CONFIG', 'GET', '*'],
        ['CLIENT', 'LIST'],
      ]),
    },
  ]
}

/** The first that was not refused, if there is one. */
async function worstOf(send: Send, commands: readonly (readonly string[])[]): Promise<Attempt> {
  for (const words of commands) {
    const attempt = await tryTo(send, words)
    if (attempt.result !== 'refused') return attempt
  }
  return { result: 'refused' }
}

async function tryTo(send: Send, words: readonly string[]): Promise<Attempt> {
  try {
    return { result: 'allowed', rows: (await send(...words)) === null ? 0 : 1 }
  } catch (error) {
    const code = replyCode(error)
    if (code === undefined) throw error
    // An ElastiCache has no CONFIG, for one, for nobody.
    const isRefused = code === 'NOPERM' || cacheWords(error).startsWith('ERR unknown command')
    return isRefused ? { result: 'refused' } : { result: 'broken', why: cacheWords(error) }
  }
}

/** One line of ACL LIST: `user NAME on #hash sanitize-payload ~keys resetchannels &channels commands`. */
async function observeUser(
  operator: Send,
  user: string,
  prefix: string,
): Promise<IsolationSeen['structure']> {
  const lines = (await operator('ACL', 'LIST')) as readonly string[]
  const rules =
    lines
      .find((line) => line.startsWith(`user ${user} `))
      ?.split(' ')
      .slice(2) ?? []
  const only = (sign: string): boolean =>
    rules.filter((rule) => sign.split('').some((start) => rule.startsWith(start))).join() ===
    `${sign.at(-1) ?? ''}${prefix}*`
  return [
    { expects: "The cache's user is bound to the keys of its own prefix.", holds: only('%~') },
    { expects: 'It is bound to the channels of its own prefix.', holds: only('&') },
    {
      expects: 'It has a password and no second set of rights.',
      holds: rules.length > 0 && !rules.includes('nopass') && !rules.some((rule) => rule.startsWith('(')),
    },
  ]
}
