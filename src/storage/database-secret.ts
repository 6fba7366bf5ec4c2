import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { isMissing, type Cloud } from './cloud.ts'

/** A database login in the shape that AWS's own rotation and drivers read. */
export type DatabaseSecret = Readonly<{
  engine: 'postgres'
  host: string
  port: number
  dbname: string
  username: string
  password: string
}>

/** The tenant's login; undefined when none was minted yet, or what is there is no login. */
export async function loadDatabaseSecret(
  cloud: Cloud,
  secretId: string,
): Promise<DatabaseSecret | undefined> {
  try {
    const found = await cloud.secrets.send(new GetSecretValueCommand({ SecretId: secretId }))
    return parseSecret(found.SecretString ?? '')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

export async function saveDatabaseSecret(
  cloud: Cloud,
  secretId: string,
  secret: DatabaseSecret,
): Promise<void> {
  await cloud.secrets.send(
    new PutSecretValueCommand({ SecretId: secretId, SecretString: JSON.stringify(secret) }),
  )
}

function parseSecret(text: string): DatabaseSecret | undefined {
  try {
    const value = JSON.parse(text) as Partial<DatabaseSecret> | null
    const { host, port, dbname, username, password } = value ?? {}
    if (typeof host !== 'string' || typeof port !== 'number' || typeof dbname !== 'string') return undefined
    if (typeof username !== 'string' || typeof password !== 'string') return undefined
    return { engine: 'postgres', host, port, dbname, username, password }
  } catch {
    return undefined
  }
}
