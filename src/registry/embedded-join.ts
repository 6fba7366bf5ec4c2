import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { UserError } from '../tenant/user-error.ts'
import { readLock, type Lock, type Started } from './embedded-server.ts'

/** The port of a server that already runs on these data; undefined when the folder is free. */
export async function portInUse(data: string, password: string): Promise<number | undefined> {
  let lock: Lock | undefined
  for (let waited = 0; waited < 20_000; waited += 50) {
    lock = await readLock(data)
    if (lock === undefined || !isAlive(lock.pid)) return undefined
    if (await answers(lock.port, data, password)) return lock.port
    if (!(await isPostgres(lock.pid))) {
      // The server crashed and its process id went to a stranger; PostgreSQL itself would refuse to start.
      await rm(join(data, 'postmaster.pid'), { force: true })
      return undefined
    }
    // It is starting up or shutting down.
    await after(50)
  }
  throw new UserError(`Process ${lock?.pid ?? 0} holds the database in ${data} and does not answer.`, {
    fix: 'End that process, or set LANDLORD_HOME to another folder.',
  })
}

/** A server that another process runs, until the connection to it breaks: by that its end is known at once. */
export async function watchServer(port: number, password: string): Promise<Started> {
  const socket = new Socket()
  const client = clientOf(port, password, { stream: () => socket })
  const ended = new Promise<void>((resolve) => void client.once('end', resolve))
  await client.connect()
  // It must not keep a process alive that has nothing else to do.
  socket.unref()
  return { port, ended, stop: () => client.end() }
}

async function answers(port: number, data: string, password: string): Promise<boolean> {
  if (!(port > 0)) return false
  const client = clientOf(port, password)
  try {
    await client.connect()
    const shown = await client.query<{ data_directory: string }>('show data_directory')
    return shown.rows[0]?.data_directory === data
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

function clientOf(port: number, password: string, more: pg.ClientConfig = {}): pg.Client {
  const own = { host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' }
  const client = new pg.Client({ ...own, connectionTimeoutMillis: 2_000, ...more })
  client.on('error', () => undefined)
  return client
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const run = promisify(execFile)

async function isPostgres(pid: number): Promise<boolean> {
  const command =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : await run('ps', ['-p', String(pid), '-o', 'comm=']).then(
          ({ stdout }) => stdout,
          () => '',
        )
  return command.includes('postgres')
}
