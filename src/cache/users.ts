import { createHash } from 'node:crypto'
import type { TenantId } from '../tenant/tenant.ts'
import { UserError } from '../tenant/user-error.ts'
import { replyCode, withCache, type Send } from './connect.ts'
import { cacheNamesOf } from './names.ts'

/** Who keeps the tenant's user of a cache: the server itself, or AWS for it. */
export type CacheUsers = Readonly<{
  /** What the user is called. */
  name: string
  /** Makes it, without login, or mends what it may do: as often as one likes. */
  allow: () => Promise<void>
  /** Leaves it reading, until `allow` gives it all of its own back. */
  refuseWrites: () => Promise<void>
  open: (password: string) => Promise<void>
  /** Takes login and password away again. */
  close: () => Promise<void>
  remove: () => Promise<void>
}>

/** Those of a Redis or Valkey, by its own commands; `url` is the operator's. */
export function redisUsers(url: string, tenant: TenantId): CacheUsers {
  const { user: name } = cacheNamesOf(tenant)
  const set = (...rules: readonly string[]): Promise<void> =>
    withCache({ url }, async (send) => {
      await send('ACL', 'SETUSER', name, ...rules).catch(refusesUsers)
      await keep(send)
    })
  return {
    name,
    allow: () => set(...rulesOf(tenant)),
    refuseWrites: () => set('-@write'),
    // Redis is handed a hash, so the password itself is in no log of commands.
    open: (password) => set('resetpass', `#${createHash('sha256').update(password).digest('hex')}`, 'on'),
    close: () => set('resetpass', 'off'),
    remove: () =>
      withCache({ url }, async (send) => {
        await send('ACL', 'DELUSER', name)
        await keep(send)
      }),
  }
}

/** A server that lets nobody make users by command, or not this operator. */
function refusesUsers(cause: unknown): never {
  const code = replyCode(cause)
  if (code === undefined) throw cause
  throw new UserError(`The cache does not let its operator make users (${code}).`, {
    fix: 'Let the operator of LANDLORD_PLATFORM_CACHE_URL run ACL; where it is an ElastiCache, say `cache: elasticache` under `provisioning` of the settings.',
    cause,
  })
}

/**
 * Keys, channels and commands of a tenant's user, as ACL SETUSER takes them. Password and login stay as they are. What is
 * dangerous is left out, and so is what shows names of keys, channels and scripts of others (`+@all` alone lets SCAN list
 * them). The Terraform module `elasticache` says the same to AWS.
 */
function rulesOf(tenant: TenantId): readonly string[] {
  const { prefix } = cacheNamesOf(tenant)
  return [...['clearselectors', 'resetkeys', `~${prefix}*`, 'resetchannels', `&${prefix}*`], ...cacheCommands]
}

export const cacheCommands: readonly string[] = [
  ...['-@all', '+@all', '-@admin', '-@dangerous'],
  ...['-scan', '-randomkey', '-dbsize', '-function', '-script', '-pubsub'],
]

/** Users live in memory until they are written to the ACL file, or into the configuration of the server. */
async function keep(send: Send): Promise<void> {
  for (const words of [
    ['ACL', 'SAVE'],
    ['CONFIG', 'REWRITE'],
  ]) {
    const kept = await send(...words).then(
      () => true,
      () => false,
    )
    if (kept) return
  }
  throw new UserError(
    'This Redis would forget its users with its next start: it has neither an ACL file nor a configuration file.',
    {
      fix: 'Start it with --aclfile, and run this again.',
    },
  )
}
