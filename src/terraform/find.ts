import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** The first `terraform` or `tofu` on PATH, or the one Landlord fetched earlier; undefined when there is none. */
export async function findTerraform(env: Env, home: string): Promise<string | undefined> {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [
    ...['terraform', 'tofu'].flatMap((name) => folders.map((folder) => join(folder, name))),
    installedAt(home),
  ]
  for (const candidate of candidates) if (await isProgram(candidate)) return candidate
  return undefined
}

/** Where a fetched release is unpacked. */
export const installedAt = (home: string): string => join(home, 'bin', 'terraform')

const isProgram = async (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
