import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** A folder for a runner's PATH that holds this very Landlord, and the Node it runs on. */
export async function plantLandlord(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  // Sources run as .ts, the published build as .js.
  const program = join(import.meta.dirname, '..', 'cli', `main${extname(import.meta.filename)}`)
  const script = join(folder, 'landlord')
  await writeFile(script, `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(program)} "$@"\n`)
  await chmod(script, 0o755)
  // The folder may be of an earlier start, under another Node.
  await rm(join(folder, 'node'), { force: true })
  await symlink(process.execPath, join(folder, 'node'))
  return folder
}

const quote = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`
