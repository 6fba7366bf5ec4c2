import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { programFile } from '../estate/program-file.ts'

/** A folder for a runner's PATH that holds this very Landlord, and the Node it runs on. */
export async function plantLandlord(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const script = join(folder, 'landlord')
  const program = quote(programFile('cli/main'))
  await writeFile(script, `#!/bin/sh\nexec ${quote(process.execPath)} ${program} "$@"\n`)
  await chmod(script, 0o755)
  // The folder may be of an earlier start, under another Node.
  await rm(join(folder, 'node'), { force: true })
  await symlink(process.execPath, join(folder, 'node'))
  return folder
}

const quote = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`
