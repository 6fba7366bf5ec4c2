import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { owners } from '../approvals/owners.ts'
import { parseApprovers } from '../approvals/parse-approvers.ts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { printJson, tell } from './estate-options.ts'

export type OwnersOptions = Readonly<{ repo: string; file: string }>

export function runOwners(paths: readonly string[], { repo, file }: OwnersOptions): void {
  const { approvers, findings } = parseApprovers(loadOwnersFile(file, repo))
  for (const { line, column, says } of findings) tell(`${clean(file)}:${line}:${column} ${clean(says, 600)}`)
  printJson(paths.flatMap((path) => owners(approvers, path.replace(/^\.?\//, ''))))
}

/** Relative to where one stands, or else to the top of the estate. */
function loadOwnersFile(file: string, repo: string) {
  const found = existsSync(file) ? file : join(repo, file)
  try {
    const bytes = readFileSync(found)
    return { path: file, blob: '', mode: '100644', size: bytes.length, bytes } as const
  } catch (cause) {
    throw new UserError(`The file ${file} cannot be read.`, {
      fix: 'Name a CODEOWNERS or APPROVERS file with --file.',
      cause,
    })
  }
}
