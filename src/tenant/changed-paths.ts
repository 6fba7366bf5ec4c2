import type { EstateFile } from './estate-file.ts'

/** One path of a commit or folder; its content is not read. */
export type TreeEntry = Omit<EstateFile, 'bytes'>

/** Every file of a commit or folder, by path. */
export type Tree = ReadonlyMap<string, TreeEntry>

/** Paths that differ in content or mode, sorted. */
export const changedPaths = (before: Tree, after: Tree): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => !same(before.get(path), after.get(path)))
    .sort()

const same = (a: TreeEntry | undefined, b: TreeEntry | undefined): boolean =>
  a?.blob === b?.blob && a?.mode === b?.mode
