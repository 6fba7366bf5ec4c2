import type { Attempt, IsolationSeen } from '../verification/tenant-isolation.ts'
import { databaseWords, sqlState, withClient, type Login } from './connect.ts'

/** Tries a login that opens an instance of the tenant's own at the PostgreSQL that the others share. */
export async function observeOtherMachine(login: Login, shared: string): Promise<IsolationSeen> {
  const [control, attempt] = await Promise.all([logIn(login), logIn({ ...login, url: shared })])
  return { attempts: [{ name: 'other-machine', control, attempt }], structure: [] }
}

async function logIn(login: Login): Promise<Attempt> {
  try {
    return await withClient(login, async (client) => {
      const { rowCount } = await client.query('select current_user')
      return { result: 'allowed', rows: rowCount ?? 0 }
    })
  } catch (error) {
    const state = sqlState(error)
    if (state === undefined) throw error
    // 28: no such login, or another password; 42501: no right to connect.
    const isRefused = state.startsWith('28') || state === '42501'
    return isRefused ? { result: 'refused' } : { result: 'broken', why: databaseWords(error) }
  }
}
