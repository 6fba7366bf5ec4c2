import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { offer } from './offer.ts'
import { findProgram, freePort } from './programs.ts'
import { startService } from './service.ts'
import type { Part, Setting } from './part.ts'

/** A Redis in memory whose users are kept in an ACL file, so that tenants can be given one each. */
export async function startRedis({ home, env, keep }: Setting): Promise<Part> {
  const program = await findProgram('redis-server', env)
  if (program === undefined)
    return {
      offer: offer.off(
        'redis-server is not on this machine',
        'Install it, for example: apt-get install redis-server',
      ),
    }
  const port = await freePort()
  const password = randomBytes(18).toString('hex')
  const users = join(home, 'redis-users.acl')
  // Redis refuses to start with an ACL file that is not there yet.
  await writeFile(users, `user default on >${password} ~* &* +@all\n`, { mode: 0o600 })
  const service = startService({
    command: [
      program,
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', home, '--aclfile', users],
      ...['--save', '', '--appendonly', 'no'],
    ],
    env,
    logFile: join(home, 'redis.log'),
    upWhen: /ready to accept connections/i,
  })
  keep(service)
  await service.up
  return {
    offer: offer.on(`Redis at 127.0.0.1:${port}`),
    env: { LANDLORD_PLATFORM_CACHE_URL: `redis://default:${password}@127.0.0.1:${port}` },
  }
}
