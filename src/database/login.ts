import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import pg from 'pg'
import { withClient, type Login } from './connect.ts'

/** A password that nobody chose: 192 bits, safe in a URL. */
export const mintPassword = (): string => randomBytes(24).toString('base64url')

/** Lets the role log in with the password, for good or until an instant (ISO 8601). */
export async function openLogin(
  operator: Login,
  role: string,
  password: string,
  until?: string,
): Promise<void> {
  const valid = pg.escapeLiteral(until ?? 'infinity')
  await alter(
    operator,
    role,
    `login password ${pg.escapeLiteral(scramVerifier(password))} valid until ${valid}`,
  )
}

/** Takes login and password away again. */
export async function closeLogin(operator: Login, role: string): Promise<void> {
  await alter(operator, role, 'nologin password null')
}

/** Ends what the role has open; with its login closed nothing new comes. Gives how many sessions there were. */
export async function endSessions(operator: Login, role: string): Promise<number> {
  return withClient(operator, async (client) => {
    const { rowCount } = await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1',
      [role],
    )
    return rowCount ?? 0
  })
}

async function alter(operator: Login, role: string, change: string): Promise<void> {
  await withClient(operator, (client) =>
    client.query(`alter role ${pg.escapeIdentifier(role)} with ${change}`),
  )
}

/**
 * What PostgreSQL stores for SCRAM-SHA-256 (RFC 5803). Made here, so that the password itself is never in a
 * statement, and so never in a server's log.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const iterations = 4096
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const keyed = (word: string): Buffer => createHmac('sha256', salted).update(word).digest()
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64')
  const server = keyed('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${server}`
}
