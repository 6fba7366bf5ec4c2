import { chmod, mkdir, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { git } from './git.ts'
import type { Signature } from './commit.ts'

/** Files of a first commit: a folder to copy, or path → content. */
export type Source = string | Readonly<Record<string, string | Uint8Array>>

type Planted = Readonly<{ path: string; mode: string; content: Uint8Array }>

/**
 * A bare repository with one first commit, or none when there is no source. One of an earlier start is replaced:
 * the pull requests that belonged to it were forgotten when that start ended.
 */
export async function plantRepository(
  folder: string,
  { from, branch, author }: { from: Source | undefined; branch: string; author: Signature },
): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await git(folder, ['init', '--quiet', '--bare', `--initial-branch=${branch}`, '--template=', '.'])
  await writeFile(join(folder, 'config'), config, { flag: 'a' })
  await mkdir(join(folder, 'hooks'))
  await writeFile(join(folder, 'hooks', 'pre-receive'), preReceive)
  await chmod(join(folder, 'hooks', 'pre-receive'), 0o755)
  if (from === undefined) return
  const files = typeof from === 'string' ? await readFolder(from) : readMap(from)
  await git(folder, ['fast-import', '--quiet'], { input: renderImport(files, branch, author) })
}

/** `refs/pull/*` are GitHub's to write; anyone may fetch a commit by its SHA, as actions/checkout does. */
const config = `[receive]
\thideRefs = refs/pull
[uploadpack]
\tallowAnySHA1InWant = true
[gc]
\tauto = 0
`

/** Refuses the refs that the server named in SANDBOX_PROTECTED_REFS for this push. */
const preReceive = `#!/bin/sh
status=0
while read -r old new ref; do
  case " $SANDBOX_PROTECTED_REFS " in
    *" $ref "*)
      echo "error: GH006: Protected branch update failed for $ref." >&2
      echo "error: Changes must be made through a pull request." >&2
      status=1 ;;
  esac
done
exit $status
`

const skipped = new Set(['.git', 'node_modules', '.landlord'])

async function readFolder(root: string): Promise<Planted[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: false })
  const read = async (folder: string, list: typeof entries): Promise<Planted[]> => {
    const parts = await Promise.all(
      list
        .filter((entry) => !skipped.has(entry.name))
        .map(async (entry): Promise<Planted[]> => {
          const full = join(folder, entry.name)
          const path = relative(root, full).split(sep).join('/')
          if (entry.isDirectory()) return read(full, await readdir(full, { withFileTypes: true }))
          if (entry.isSymbolicLink())
            return [{ path, mode: '120000', content: Buffer.from(await readlink(full)) }]
          const executable = ((await stat(full)).mode & 0o111) !== 0
          return [{ path, mode: executable ? '100755' : '100644', content: await readFile(full) }]
        }),
    )
    return parts.flat()
  }
  return read(root, entries)
}

function readMap(files: Readonly<Record<string, string | Uint8Array>>): Planted[] {
  return Object.entries(files).map(([path, content]) => ({
    path,
    mode: '100644',
    content: Buffer.from(content),
  }))
}

function renderImport(files: readonly Planted[], branch: string, author: Signature): Buffer {
  const seconds = Math.floor(Date.parse(author.date) / 1000)
  const who = `${author.name} <${author.email}> ${seconds} +0000`
  const message = 'Initial commit'
  return Buffer.concat([
    Buffer.from(
      `commit refs/heads/${branch}\nauthor ${who}\ncommitter ${who}\ndata ${message.length}\n${message}\n`,
    ),
    ...files.flatMap(({ path, mode, content }) => [
      Buffer.from(`M ${mode} inline ${quote(path)}\ndata ${content.length}\n`),
      content,
      Buffer.from('\n'),
    ]),
  ])
}

const quote = (path: string) => `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`
