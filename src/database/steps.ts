import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IsolationMode } from '../tenant/tenant.ts'
import { UserError } from '../tenant/user-error.ts'

/** One SQL file of the Terraform module: how to make it so, how to undo it, how to see that it is so. */
export type Step = Readonly<{ file: string; up: string; down: string; verify: string }>

/** Where the SQL lies in an estate, below its root. */
export const sqlFolder = 'terraform/modules/database/sql'

/** The steps of one isolation mode, in the order of `up`. */
export async function loadSteps(folder: string, mode: IsolationMode): Promise<readonly Step[]> {
  const files = [
    '10-platform.sql',
    '20-role.sql',
    mode === 'pool' ? '30-shared-tables.sql' : '30-own-schema.sql',
  ]
  return Promise.all(files.map(async (file) => parseStep(file, await read(join(folder, file)))))
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
