import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exchangeRatesPath } from '../cost/exchange-rates.ts'
import { tenantPath } from '../tenant/layout.ts'
import { settingsPath } from '../tenant/settings/file.ts'
import { maxFileBytes, type EstateFile } from '../tenant/estate-file.ts'
import type { TenantId } from '../tenant/tenant.ts'
import { UserError } from '../tenant/user-error.ts'

/** What a run works from: one commit's files, or the working tree's. */
export type Sources = Readonly<{
  /** Folder that holds `terraform/`. */
  folder: string
  sha: string
  tenantFile: EstateFile | undefined
  settingsFile: EstateFile | undefined
  ratesFile: EstateFile | undefined
  /** Removes what was taken out of git. */
  close: () => Promise<void>
}>

type Wanted = Readonly<{ repo: string; sha: string | undefined; tenant: TenantId; home: string }>

/** Takes the estate's files out of a commit, so that no working tree has a say in what is applied. */
export async function takeSources(wanted: Wanted): Promise<Sources> {
  const { repo, sha, tenant } = wanted
  if (sha === undefined) return read(repo, tenant, await headOf(repo), () => Promise.resolve())
  await mkdir(wanted.home, { recursive: true })
  const folder = await mkdtemp(join(wanted.home, 'sources-'))
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    await checkOut(repo, sha, folder, [tenantPath(tenant), settingsPath, exchangeRatesPath, 'terraform'])
    return await read(folder, tenant, sha, close)
  } catch (cause) {
    await close()
    throw new UserError(`The commit ${sha} cannot be read from ${repo}.`, {
      fix: 'Check out the estate with its history (actions/checkout with fetch-depth: 0).',
      cause,
    })
  }
}

const run = promisify(execFile)

/** Writes some paths of a commit into a folder, through an index of its own: the checkout's stays as it is. */
async function checkOut(repo: string, sha: string, folder: string, paths: readonly string[]): Promise<void> {
  const index = join(folder, '.index')
  const env = { ...process.env, GIT_INDEX_FILE: index }
  const limits = { env, maxBuffer: 64 * 1024 * 1024 }
  await run('git', ['-C', repo, 'read-tree', `${sha}^{commit}`], limits)
  const listed = await run('git', ['-C', repo, 'ls-files', '-z', '--', ...paths], limits)
  const checkout = run('git', ['-C', repo, 'checkout-index', '-z', '--stdin', `--prefix=${folder}/`], limits)
  checkout.child.stdin?.end(listed.stdout)
  await checkout
  await rm(index, { force: true })
}

async function read(
  folder: string,
  tenant: TenantId,
  sha: string,
  close: () => Promise<void>,
): Promise<Sources> {
  const [tenantFile, settingsFile, ratesFile] = await Promise.all(
    [tenantPath(tenant), settingsPath, exchangeRatesPath].map((path) => readEstateFile(folder, path)),
  )
  return { folder, sha, tenantFile, settingsFile, ratesFile, close }
}

async function readEstateFile(folder: string, path: string): Promise<EstateFile | undefined> {
  const file = join(folder, path)
  const found = await lstat(file).catch(() => undefined)
  if (found === undefined) return undefined
  if (!found.isFile()) return { path, blob: '', mode: '120000', size: found.size, bytes: undefined }
  const bytes = found.size > maxFileBytes(path) ? undefined : await readFile(file)
  // As git names a blob.
  const blob = createHash('sha1')
    .update(`blob ${found.size}\0`)
    .update(bytes ?? '')
    .digest('hex')
  return { path, blob, mode: '100644', size: found.size, bytes }
}

/** The commit of the working tree; forty zeros where there is none. */
export const headOf = async (repo: string): Promise<string> =>
  run('git', ['-C', repo, 'rev-parse', 'HEAD']).then(
    ({ stdout }) => stdout.trim(),
    () => '0'.repeat(40),
  )
