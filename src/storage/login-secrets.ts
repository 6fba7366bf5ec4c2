/** A database login in the shape that AWS's own rotation and drivers read. */
export type DatabaseSecret = Readonly<{
  engine: 'postgres'
  host: string
  port: number
  dbname: string
  username: string
  password: string
}>

/** A login of the cache, in the same manner. */
export type CacheSecret = Readonly<Omit<DatabaseSecret, 'engine' | 'dbname'>> & Readonly<{ engine: 'redis' }>

/** What opens the tenant's own vectors, in a store of them. */
export type VectorSecret = Readonly<{ engine: string; url: string; namespace: string; key: string }>

export function parseVectorSecret(value: unknown): VectorSecret | undefined {
  const { engine, url, namespace, key } = (value ?? {}) as Partial<VectorSecret>
  if (typeof engine !== 'string' || typeof url !== 'string') return undefined
  if (typeof namespace !== 'string' || typeof key !== 'string') return undefined
  return { engine, url, namespace, key }
}

export function parseDatabaseSecret(value: unknown): DatabaseSecret | undefined {
  const { dbname } = (value ?? {}) as Partial<DatabaseSecret>
  const login = parseLogin(value)
  return login === undefined || typeof dbname !== 'string'
    ? undefined
    : { engine: 'postgres', ...login, dbname }
}

export function parseCacheSecret(value: unknown): CacheSecret | undefined {
  const login = parseLogin(value)
  return login && { engine: 'redis', ...login }
}

function parseLogin(value: unknown): Omit<CacheSecret, 'engine'> | undefined {
  const { host, port, username, password } = (value ?? {}) as Partial<CacheSecret>
  if (typeof host !== 'string' || typeof port !== 'number') return undefined
  if (typeof username !== 'string' || typeof password !== 'string') return undefined
  return { host, port, username, password }
}
