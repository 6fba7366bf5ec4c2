import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { landlordVersion } from '../estate/version.ts'
import type { EstateMemory } from '../review/check-estate.ts'
import { isRulePath, type EstateFile } from '../tenant/estate-file.ts'
import { cacheFile, sha256 } from './runner/cache-file.ts'
import { packMemory, unpackMemory, type PackedMemory } from './packed-memory.ts'

/** What the last check of an estate came to, kept for as long as its rules, the day and Landlord stay the same. */
export type KeptMemory = Readonly<{
  known: EstateMemory | undefined
  /** Keeps what a check came to. */
  save: (memory: EstateMemory) => void
}>

export function loadCheckMemory(repo: string, files: readonly EstateFile[], on: string): KeptMemory {
  const file = cacheFile('check', repo)
  const key = keyOf(files, on)
  const packed = file.read(key) as PackedMemory | undefined
  return {
    known: packed && unpackMemory(packed),
    save: (memory) => {
      file.save(key, packMemory(memory))
    },
  }
}

function keyOf(files: readonly EstateFile[], on: string): string {
  const rules = files
    .filter(({ path }) => isRulePath(path))
    .map(({ path, mode, blob }) => `${mode} ${blob} ${path}`)
  return sha256([landlordVersion(), newestPart(), on.slice(0, 10), ...rules].join('\n'))
}

/** A clone of Landlord changes without a new version; a build is written as a whole. */
function newestPart(): string {
  if (import.meta.filename.endsWith('.js')) return String(statSync(import.meta.filename).mtimeMs)
  const source = join(import.meta.dirname, '..')
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const times = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs)
  return `${files.length} ${Math.max(...times)}`
}
