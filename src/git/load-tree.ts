import type { EstateFile } from '../tenant/estate-file.ts'
import type { Tree, TreeEntry } from '../tenant/changed-paths.ts'
import type { Repository } from './repository.ts'

/** Every file of a commit, by path. */
export async function loadTree({ git }: Repository, sha: string): Promise<Tree> {
  const listed = await git.raw(['ls-tree', '-r', '-z', '-l', '--full-tree', sha])
  const entries = listed.split('\0').flatMap(parseEntry)
  return new Map(entries.map((entry) => [entry.path, entry]))
}

/** `100644 blob 1f7a…      42<tab>tenants/a.yaml`; a submodule has `-` for a size. */
function parseEntry(line: string): readonly TreeEntry[] {
  const [, mode = '', blob = '', size = '', path = ''] =
    /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line) ?? []
  if (!isMode(mode)) return []
  return [{ path, blob, mode, size: size === '-' ? 0 : Number(size) }]
}

const isMode = (mode: string): mode is EstateFile['mode'] => modes.includes(mode)
const modes: readonly string[] = ['100644', '100755', '120000', '160000']
