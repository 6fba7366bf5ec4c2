import { createClient, ErrorReply } from '@redis/client'
import { UserError } from '../tenant/user-error.ts'

/** Whom to log in as; `url` names the server, and its own user where none is given. */
export type CacheLogin = Readonly<{ url: string; user?: string; password?: string }>

/** Sends one command, gives its answer; a refusal of the server throws. */
export type Send = (...words: readonly string[]) => Promise<unknown>

/** Opens one connection, hands it over, closes it whatever happens. */
export async function withCache<T>(login: CacheLogin, use: (send: Send) => Promise<T>): Promise<T> {
  const client = createClient({
    url: withUser(login),
    RESP: 2,
    // A look that cannot reach the server is to say so, not to wait for better days.
    socket: { connectTimeout: 10_000, reconnectStrategy: false },
    disableOfflineQueue: true,
  })
  // Whoever waits for an answer hears of it there.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use((...words) => client.sendCommand([...words]))
  } finally {
    client.destroy()
  }
}

/** `NOPERM`, `WRONGPASS`: how Redis itself answered; undefined where it did not answer at all. */
export const replyCode = (error: unknown): string | undefined =>
  error instanceof ErrorReply ? error.message.split(' ')[0] : undefined

/** The error in words, without the address, which holds a password. */
export function cacheWords(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(cacheWords).join('; ')
  return error instanceof Error ? error.message : 'unknown error'
}

/** The operator's URL of the Redis that tenants share; undefined = there is none here. */
export function platformCacheUrl(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const url = env.LANDLORD_PLATFORM_CACHE_URL ?? ''
  if (url === '') return undefined
  if (URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol)) return url
  throw new UserError('LANDLORD_PLATFORM_CACHE_URL is no URL of a Redis.', {
    fix: 'Set it to redis://operator:password@host:6379, rediss:// over TLS.',
  })
}

/** What is in the address wins over what stands beside it, so it is put into the address. */
function withUser({ url, user, password = '' }: CacheLogin): string {
  if (user === undefined) return url
  const changed = new URL(url)
  changed.username = encodeURIComponent(user)
  changed.password = encodeURIComponent(password)
  return changed.toString()
}
