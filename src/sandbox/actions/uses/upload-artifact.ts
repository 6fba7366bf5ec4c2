import { createHash } from 'node:crypto'
import { glob, readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { zipSync } from 'fflate'
import type { Action } from './action.ts'

/** `actions/upload-artifact`: files by path or pattern, zipped from the folder they have in common. */
export const uploadArtifact: Action = {
  inputs: ['name', 'path', 'if-no-files-found', 'include-hidden-files', 'overwrite'],
  ignored: ['retention-days', 'compression-level'],
  async run({ inputs, desk, scene, output }) {
    const name = inputs.name === undefined || inputs.name === '' ? 'artifact' : inputs.name
    if (/["\r\n:<>|*?\\/]/.test(name))
      throw new Error(`The artifact name '${name}' holds a character that GitHub refuses.`)
    const patterns = (inputs.path ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    if (patterns.length === 0) throw new Error('The input path is required.')
    const found = await findFiles(patterns, desk.workspace, inputs['include-hidden-files'] === 'true')
    if (found.files.length === 0) {
      const says = `No files were found with the provided path: ${patterns.join(' ')}. No artifacts will be uploaded.`
      if (inputs['if-no-files-found'] === 'error') throw new Error(says)
      output.line(inputs['if-no-files-found'] === 'ignore' ? says : `::warning::${says}`)
      return
    }
    if (scene.artifacts.names().includes(name) && inputs.overwrite !== 'true')
      throw new Error(`An artifact with the name ${name} already exists in this run.`)
    const entries: Record<string, Uint8Array> = {}
    for (const file of found.files)
      entries[relative(found.root, file).split(sep).join('/')] = await readFile(file)
    const zip = zipSync(entries)
    scene.artifacts.put(name, zip)
    output.setOutput('artifact-digest', createHash('sha256').update(zip).digest('hex'))
    output.line(`Artifact ${name}: ${found.files.length} files, ${zip.length} bytes.`)
  },
}

async function findFiles(
  patterns: readonly string[],
  workspace: string,
  hidden: boolean,
): Promise<Readonly<{ files: readonly string[]; root: string }>> {
  const files = new Set<string>()
  const bases: string[] = []
  for (const pattern of patterns.filter((line) => !line.startsWith('!'))) {
    const absolute = resolve(workspace, pattern)
    const info = await stat(absolute).catch(() => undefined)
    bases.push(info?.isDirectory() ? absolute : info?.isFile() ? dirname(absolute) : baseOf(absolute))
    const search = info?.isDirectory() ? join(absolute, '**', '*') : absolute
    if (info?.isFile()) files.add(absolute)
    else for await (const file of glob(search)) if ((await stat(file)).isFile()) files.add(file)
  }
  for (const pattern of patterns.filter((line) => line.startsWith('!')))
    for await (const file of glob(resolve(workspace, pattern.slice(1)))) files.delete(file)
  const root = commonFolder(bases)
  const shown = [...files].filter(
    (file) =>
      hidden ||
      !relative(workspace, file)
        .split(sep)
        .some((part) => /^\.[^.]/.test(part)),
  )
  return { files: shown.sort(), root }
}

/** The part of a pattern before its first wildcard. */
function baseOf(pattern: string): string {
  const parts = pattern.split(sep)
  const wild = parts.findIndex((part) => /[*?[]/.test(part))
  return wild < 0 ? dirname(pattern) : parts.slice(0, wild).join(sep) || sep
}

function commonFolder([first = sep, ...others]: readonly string[]): string {
  const parts = first.split(sep)
  const shared = parts.findIndex((part, at) => others.some((other) => other.split(sep)[at] !== part))
  return (shared < 0 ? parts : parts.slice(0, shared)).join(sep) || sep
}
