import { DescribeUsersCommand, ElastiCacheClient, ModifyUserCommand } from '@aws-sdk/client-elasticache'
import { randomBytes } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import { UserError } from '../tenant/user-error.ts'
import type { CacheUsers } from './users.ts'

type At = Readonly<{
  region: string
  /** An emulator's address; undefined or empty = AWS. */
  endpoint: string | undefined
  /** Id and name of the user in ElastiCache. */
  user: string
}>

/**
 * Those of an ElastiCache. What a user may do is in its access string, which is Terraform's and follows the tenant's
 * lifecycle; how it logs in is set here, so that no password passes through a state.
 */
export function elastiCacheUsers(at: At): CacheUsers {
  const nothing = (): Promise<void> => Promise.resolve()
  return {
    name: at.user,
    ...{ allow: nothing, refuseWrites: nothing, remove: nothing },
    open: (password) => savePassword(at, password),
    // There is no taking a password away, but one that nobody was told opens nothing.
    close: () => savePassword(at, randomBytes(48).toString('base64url')),
  }
}

async function savePassword({ region, endpoint, user }: At, password: string): Promise<void> {
  const given = endpoint === undefined || endpoint === '' ? {} : { endpoint }
  const client = new ElastiCacheClient({ region, ...given })
  try {
    await settled(client, user)
    await client.send(
      new ModifyUserCommand({
        UserId: user,
        AuthenticationMode: { Type: 'password', Passwords: [password] },
      }),
    )
    await settled(client, user)
  } finally {
    client.destroy()
  }
}

/** Until no change of the user is under way: AWS takes one at a time, and seconds for each. */
async function settled(client: ElastiCacheClient, user: string): Promise<void> {
  for (let looks = 0; looks < 150; looks++) {
    const { Users: [found] = [] } = await client.send(new DescribeUsersCommand({ UserId: user }))
    if (found?.Status === 'active') return
    await after(2_000)
  }
  throw new UserError(`ElastiCache has not finished with the user ${user} in five minutes.`, {
    fix: 'Look at the user in the console of AWS, and run this again.',
  })
}
