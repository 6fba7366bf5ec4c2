import { execFile } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { UserError } from '../tenant/user-error.ts'
import { exists, findPostgres, handOver, type PostgresProgram } from './embedded-program.ts'
import { portInUse, watchServer } from './embedded-join.ts'
import { revive } from './embedded-revive.ts'
import { lastPort, launch, type Started } from './embedded-server.ts'

/** A PostgreSQL of our own, on loopback, with its data in a folder. */
export type Embedded = Readonly<{
  /** Connection string of a database, which may not exist yet. */
  url: (database: string) => string
  /** Creates the database where it is missing, and gives its connection string. */
  database: (name: string) => Promise<string>
  /** The same database for a role that owns nothing; what it may do there is another's to say. */
  serving: (name: string) => Promise<string>
  /** Why it has ended and cannot be had again where its users look for it; pending for as long as that is not so. */
  lost: Promise<Error>
  /** Stops the server if it is this process's; a joined one is its starter's. */
  close: () => Promise<void>
}>

type Log = Readonly<Record<'info' | 'warn', (fields: object, says: string) => void>>

/**
 * `durable: false` gives up safety against a power cut, for data that lives as long as a test. `port`: the one it had
 * before, for whoever knows it by that; absent = any free one. `revive`: started again when it ends unasked, for a
 * process that serves: also one that joined it, and lost whoever started it.
 */
type Options = Readonly<{ durable?: boolean; port?: number; revive?: boolean }>

/**
 * Opens the PostgreSQL in `dir`: makes it the first time, starts it, or joins the one that another process
 * runs on the same data. The server ends with the process that started it, however that ends.
 */
export async function startEmbedded(dir: string, log?: Log, options: Options = {}): Promise<Embedded> {
  await mkdir(resolve(dir), { recursive: true })
  const home = await realpath(dir)
  const program = await findPostgres(home)
  const password = await loadPassword(home, program)
  const data = join(home, 'data')
  if (!(await exists(data))) await initialise(home, data, program)

  const flags =
    options.durable === false ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []
  const logFile = join(home, 'postgres.log')
  /** Joins or starts it, at that port or any; undefined = it ended at once. PostgreSQL itself lets nobody start a second one. */
  const open = async (wanted?: number): Promise<Started | undefined> => {
    const joined = await portInUse(data, password)
    const server =
      joined === undefined
        ? await launch(program, data, logFile, { flags, port: wanted })
        : await joinServer(joined, password, options)
    if (server !== undefined)
      log?.info(
        { dir: home, port: server.port },
        `${joined === undefined ? 'started' : 'joined'} the embedded PostgreSQL`,
      )
    return server
  }
  for (let attempt = 1; attempt <= 6; attempt++) {
    // Whoever knows it by its former port finds it again, unless that is somebody else's by now.
    const server = await open(options.port ?? (attempt === 1 ? await lastPort(data) : undefined))
    if (server !== undefined) {
      const keeps = options.revive === true && log !== undefined
      const { stop, lost } = keeps
        ? revive(server, { again: open, logFile, log })
        : { ...server, lost: never }
      return connectTo(server.port, password, { lost, close: stop })
    }
    await after(100 * attempt)
  }
  const said = await readFile(logFile, 'utf8').catch(() => '')
  throw new UserError(`The embedded PostgreSQL in ${home} does not start: ${said.trim().slice(-600)}`, {
    fix: `See ${logFile}; moving ${data} away starts with an empty database, DATABASE_URL uses another server.`,
  })
}

const never = new Promise<never>(() => undefined)

const joinServer = (port: number, password: string, { revive }: Options): Promise<Started> =>
  revive === true
    ? watchServer(port, password)
    : Promise.resolve({ port, ended: never, stop: () => Promise.resolve() })

function connectTo(port: number, password: string, ends: Pick<Embedded, 'lost' | 'close'>): Embedded {
  const as = (role: string, word: string, database: string): string =>
    `postgresql://${role}:${word}@127.0.0.1:${port}/${encodeURIComponent(database)}`
  const url = (database: string): string => as('postgres', password, database)
  const create = async (what: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url('postgres') })
    await client.connect()
    try {
      await client.query(`create ${what}`)
    } catch (error) {
      // 42P04, 42710 it exists; 23505 somebody creates it at this very moment.
      if (!['42P04', '42710', '23505'].includes((error as pg.DatabaseError).code ?? '')) throw error
    } finally {
      await client.end()
    }
  }
  return {
    url,
    database: async (name) => {
      await create(`database ${pg.escapeIdentifier(name)}`)
      return url(name)
    },
    serving: async (name) => {
      // Every process that joins knows it, and nobody finds the owner's password by it.
      const word = createHmac('sha256', password).update(servingRole).digest('base64url')
      await create(`role ${servingRole} login password ${pg.escapeLiteral(word)}`)
      return as(servingRole, word, name)
    },
    ...ends,
  }
}

const servingRole = 'landlord_app'

const run = promisify(execFile)

/** Random, made once, readable by its owner alone. `link` lets exactly one of two first starts win. */
async function loadPassword(home: string, program: PostgresProgram): Promise<string> {
  const file = join(home, 'password')
  if (!(await exists(file))) {
    const mine = `${file}.${randomBytes(6).toString('hex')}`
    await writeFile(mine, randomBytes(24).toString('base64url'), { mode: 0o600 })
    await handOver(mine, program)
    await link(mine, file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    })
    await rm(mine)
  }
  return (await readFile(file, 'utf8')).trim()
}

/** Made aside and renamed, so that a start cut short leaves no half database and two starts make one. */
async function initialise(home: string, data: string, program: PostgresProgram): Promise<void> {
  const aside = `${data}.${randomBytes(6).toString('hex')}`
  await mkdir(aside, { mode: 0o700 })
  await handOver(aside, program)
  const [command = '', ...rest] = [
    ...(program.runAs?.prefix ?? []),
    program.initdb,
    ...[
      `--pgdata=${aside}`,
      `--pwfile=${join(home, 'password')}`,
      '--username=postgres',
      '--auth=scram-sha-256',
    ],
    ...[
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ],
  ]
  try {
    await run(command, rest, { timeout: 120_000, env: { ...process.env, LC_ALL: 'C' } })
    await rename(aside, data).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    })
  } catch (cause) {
    throw new UserError(`The embedded PostgreSQL could not make its data folder in ${home}.`, {
      fix: 'Look at the free space and the rights of that folder, or set DATABASE_URL.',
      cause,
    })
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}
