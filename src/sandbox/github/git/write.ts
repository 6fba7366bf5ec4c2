import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gitText } from './git.ts'

/** One path of a tree; `sha` null removes it. */
export type TreeChange = Readonly<{ path: string; mode: string; sha: string | null }>

export async function writeBlob(folder: string, content: string | Uint8Array): Promise<string> {
  return gitText(folder, ['hash-object', '-w', '--stdin'], { input: content })
}

/** A tree that is `base` with these paths changed. */
export async function writeTree(
  folder: string,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<string> {
  const index = join(folder, `index.${randomUUID()}`)
  const env = { GIT_INDEX_FILE: index }
  try {
    await gitText(folder, base ? ['read-tree', base] : ['read-tree', '--empty'], { env })
    for (const change of changes.filter(({ mode, sha }) => mode === '040000' && sha)) {
      await gitText(folder, ['read-tree', `--prefix=${change.path}/`, String(change.sha)], { env })
    }
    const lines = changes
      .filter(({ mode }) => mode !== '040000')
      .map(({ path, mode, sha }) => (sha ? `${mode} ${sha}\t${path}` : `0 ${'0'.repeat(40)}\t${path}`))
    await gitText(folder, ['update-index', '-z', '--index-info'], {
      env,
      input: lines.map((l) => `${l}\0`).join(''),
    })
    return await gitText(folder, ['write-tree'], { env })
  } finally {
    await rm(index, { force: true })
  }
}

/** One ref that moved. null = it was not there, or is not there any more. */
export type Move = Readonly<{ ref: string; before: string | null; after: string | null }>

/** Moves a ref, if it still stands where the caller saw it. */
export async function moveRef(folder: string, { ref, before, after }: Move): Promise<void> {
  const expected = before ?? '0'.repeat(40)
  await gitText(folder, after ? ['update-ref', ref, after, expected] : ['update-ref', '-d', ref, expected])
}
