import pg from 'pg'
import { UserError } from '../tenant/user-error.ts'

export type Client = pg.Client

/** Whom to log in as; `url` names server and database, and its own user where none is given. */
export type Login = Readonly<{ url: string; user?: string; password?: string }>

/** Opens one connection, hands it over, closes it whatever happens. Times in ms. */
export async function withClient<T>(
  login: Login,
  use: (client: Client) => Promise<T>,
  options: Readonly<{ connectMs?: number; statementMs?: number }> = {},
): Promise<T> {
  const client = new pg.Client({
    connectionString: withUser(login),
    connectionTimeoutMillis: options.connectMs ?? 10_000,
    ...(options.statementMs === undefined ? {} : { query_timeout: options.statementMs }),
    application_name: 'landlord',
  })
  // A server that goes away while nobody asks it anything must not end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** SQLSTATE of a PostgreSQL error; undefined for anything else, a lost connection for one. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** The error in words that hold neither password nor address of a login. */
export function databaseWords(error: unknown): string {
  if (error instanceof pg.DatabaseError) return `${error.message} (${error.code ?? 'no SQLSTATE'})`
  if (error instanceof AggregateError) return error.errors.map(databaseWords).join('; ')
  return error instanceof Error ? error.message : 'unknown error'
}

/** The operator's URL of the PostgreSQL where tenants live, from the environment. */
export function platformUrl(env: Readonly<Record<string, string | undefined>>): string {
  const url = env.LANDLORD_PLATFORM_DATABASE_URL ?? ''
  if (url !== '' && URL.canParse(url)) return url
  throw new UserError(
    url === ''
      ? 'LANDLORD_PLATFORM_DATABASE_URL is not set, so there is no database to put a tenant into.'
      : 'LANDLORD_PLATFORM_DATABASE_URL is no URL.',
    { fix: 'Set it to postgresql://operator:password@host:5432/database of the tenants’ PostgreSQL.' },
  )
}

function withUser(login: Login): string {
  if (login.user === undefined) return login.url
  const url = new URL(login.url)
  url.username = encodeURIComponent(login.user)
  url.password = encodeURIComponent(login.password ?? '')
  return url.toString()
}
