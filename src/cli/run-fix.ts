import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EstateCheck } from '../review/check-estate.ts'
import { mendEstate } from '../review/mend-estate.ts'
import { count } from '../review/comment/words.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { Finding } from '../tenant/finding.ts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { print, tell } from './estate-options.ts'
import { formatDiff } from './format/diff.ts'
import { paintStdout } from './format/paint.ts'

type FixOptions = Readonly<{ repo: string; on: string; isNamed: (path: string) => boolean; dryRun: boolean }>

type Fixed = Readonly<{ check: EstateCheck; mended: readonly Finding[]; files: readonly EstateFile[] }>

/**
 * Writes what is certain to mend into the files on the disk and says each of it; with `dryRun` it shows the difference
 * and writes nothing. What remains is for the caller to tell.
 */
export function fixEstate(files: readonly EstateFile[], { repo, on, isNamed, dryRun }: FixOptions): Fixed {
  const { files: after, mended, check } = mendEstate({ files, on }, isNamed)
  const changed = after.flatMap((file, index) => {
    const before = files[index]
    return before?.bytes === undefined || before.bytes === file.bytes ? [] : [{ before, file }]
  })
  if (dryRun) {
    const paint = paintStdout()
    for (const { before, file } of changed)
      print(formatDiff(file.path, textOf(before.bytes), textOf(file.bytes), paint))
    tell(`${count(mended.length, 'finding')} would be mended in ${count(changed.length, 'file')}.`)
  } else {
    for (const { before, file } of changed) write(join(repo, file.path), before, file)
    for (const { file, line, column, rule, says } of mended)
      tell(`mended ${clean(file)}:${line}:${column}  ${clean(says, 600)}  ${clean(rule)}`)
    tell(`${count(mended.length, 'finding')} mended in ${count(changed.length, 'file')}.`)
  }
  const left = check.findings.filter(({ file, mend }) => mend !== undefined && isNamed(file)).length
  if (left > 0) tell(`${count(left, 'finding')} could not be mended automatically after all; see below.`)
  return { check, mended, files: after }
}

/** An editor may have saved it meanwhile: what it wrote is not written over. */
function write(path: string, before: EstateFile, { bytes }: EstateFile): void {
  if (bytes === undefined) return
  if (before.bytes === undefined || !readFileSync(path).equals(before.bytes))
    throw new UserError(`${before.path} changed while it was being checked.`, {
      fix: 'It was left as it is. Run the command again.',
    })
  writeFileSync(path, bytes)
}

/** With its byte order mark, which a difference must not lose. */
const textOf = (bytes: Uint8Array | undefined): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
