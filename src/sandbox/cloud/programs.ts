import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** The first of these programs on PATH, or in the folders where pyenv keeps its own. */
export async function findProgram(name: string, env: Env): Promise<string | undefined> {
  const folders = (env.PATH ?? '').split(delimiter)
  if (env.PYENV_ROOT !== undefined) folders.push(join(env.PYENV_ROOT, 'shims'))
  for (const folder of folders) {
    if (folder === '') continue
    const file = join(folder, name)
    const usable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (usable) return file
  }
  return undefined
}

/** Whether a command ends well, and its first line of output. */
export function tryCommand(
  file: string,
  args: readonly string[],
  env: Env,
): Promise<Readonly<{ ok: boolean; line: string }>> {
  return new Promise((resolve) => {
    execFile(file, args, { env: { ...env }, timeout: 15_000 }, (error, stdout) => {
      resolve({ ok: error === null, line: stdout.split('\n')[0]?.trim() ?? '' })
    })
  })
}

/** A port of the loopback address that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
