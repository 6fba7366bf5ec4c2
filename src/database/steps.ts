import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IsolationMode } from '../tenant/tenant.ts'
import { UserError } from '../tenant/user-error.ts'
import type { Layer } from './names.ts'

/** One SQL file of the Terraform modules: how to make it so, how to undo it, how to see that it is so. */
export type Step = Readonly<{ file: string; up: string; down: string; verify: string }>

/** Where the modules lie in an estate, below its root. */
export const modulesFolder = 'terraform/modules'

/** The steps of one layer in one isolation mode, in the order of `up`. `folder` is that of the modules. */
export async function loadSteps(
  folder: string,
  mode: IsolationMode,
  layer: Layer = 'database',
): Promise<readonly Step[]> {
  const schema = `database/sql/${mode === 'pool' ? '30-shared-schema' : '30-own-schema'}.sql`
  const files = {
    // The role is the tenant's in every layer, so one layer alone makes and removes it.
    database: [
      'database/sql/10-platform.sql',
      'database/sql/20-role.sql',
      schema,
      'database/sql/40-documents.sql',
    ],
    vector: [schema, 'vector/sql/40-embeddings.sql'],
  }[layer]
  return Promise.all(
    [...files, 'database/sql/50-row-security.sql'].map(async (file) =>
      parseStep(file, await read(join(folder, file))),
    ),
  )
}

/** Splits a file at its `-- landlord: up|down|verify` lines; each of the three must be there once. */
export function parseStep(file: string, text: string): Step {
  const section = (name: string): string => {
    const [, ...found] = text.split(new RegExp(`^-- landlord: ${name}$`, 'm'))
    if (found.length !== 1 || found[0] === undefined) {
      throw new UserError(`${file} has ${found.length} sections "-- landlord: ${name}".`, {
        fix: 'Each SQL step has one section up, one down and one verify.',
      })
    }
    return (found[0].split(/^-- landlord: /m)[0] ?? '').trim()
  }
  return { file, up: section('up'), down: section('down'), verify: section('verify') }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new UserError(`The database step ${path} cannot be read.`, {
      fix: 'Name the estate with --repo, or the folder of the SQL with --sql.',
      cause,
    })
  }
}
