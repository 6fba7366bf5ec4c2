import { withClient } from '../database/connect.ts'
import { mintPassword, openLogin } from '../database/login.ts'
import { namesOf } from '../database/names.ts'
import { sqlState } from '../database/connect.ts'
import type { Place } from '../database/provision.ts'
import type { ConfigureIO } from '../flows/provision-configure.ts'
import type { Cloud } from '../storage/cloud.ts'
import { loadDatabaseSecret, saveDatabaseSecret, type DatabaseSecret } from '../storage/database-secret.ts'

/** The secret container that Terraform made for the tenant. */
export const secretIdOf = (place: Place): string => `landlord/${place.tenant}/database`

/** Mints into Secrets Manager, opens in PostgreSQL. */
export function configureIO(place: Place, cloud: Cloud | undefined): ConfigureIO<DatabaseSecret> {
  const url = new URL(place.url)
  const { role } = namesOf(place.tenant, place.mode)
  const secretId = secretIdOf(place)
  return {
    store:
      cloud === undefined
        ? undefined
        : {
            load: () => loadDatabaseSecret(cloud, secretId),
            save: (login) => saveDatabaseSecret(cloud, secretId, login),
          },
    works: ({ username, password }) => logsIn(place, username, password),
    mint: () => ({
      engine: 'postgres',
      host: url.hostname,
      port: Number(url.port === '' ? 5432 : url.port),
      dbname: decodeURIComponent(url.pathname.slice(1)),
      username: role,
      password: mintPassword(),
    }),
    open: ({ password }) => openLogin(place, role, password),
  }
}

async function logsIn(place: Place, user: string, password: string): Promise<boolean> {
  try {
    return await withClient({ url: place.url, user, password }, () => Promise.resolve(true))
  } catch (error) {
    // Only a refusal asks for a new password; a server that is away keeps the one there is.
    if ((sqlState(error) ?? '').startsWith('28')) return false
    throw error
  }
}
