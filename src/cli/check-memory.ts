import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { EstateMemory } from '../review/check-estate.ts'
import { isRulePath, type EstateFile } from '../tenant/estate-file.ts'
import { landlordVersion } from '../estate/version.ts'

/** What the last check of an estate came to, kept for as long as its rules, the day and Landlord stay the same. */
export type KeptMemory = Readonly<{
  known: EstateMemory | undefined
  /** Keeps what a check came to. A folder that cannot be written only costs the next check its head start. */
  save: (memory: EstateMemory) => void
}>

/**
 * It lies in the person's own cache folder and never in the estate: what a pull request brings along must not be able
 * to say that its tenants have been judged already.
 */
export function loadCheckMemory(repo: string, files: readonly EstateFile[], on: string): KeptMemory {
  const file = join(cacheFolder(), `check-${sha256(resolve(repo)).slice(0, 24)}`)
  const key = keyOf(files, on)
  const known = read(file, key)
  return { known, save: (memory) => saveTo(file, key, memory) }
}

const cacheFolder = (): string => {
  const { XDG_CACHE_HOME: cache = '' } = process.env
  return join(cache === '' ? join(homedir(), '.cache') : cache, 'landlord')
}

function keyOf(files: readonly EstateFile[], on: string): string {
  const rules = files
    .filter(({ path }) => isRulePath(path))
    .map(({ path, mode, blob }) => `${mode} ${blob} ${path}`)
  return sha256([landlordVersion(), newestPart(), on.slice(0, 10), ...rules].join('\n'))
}

/** A clone of Landlord changes without a new version. */
function newestPart(): string {
  const source = join(import.meta.dirname, '..')
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const times = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs)
  return `${files.length} ${Math.max(...times)}`
}

/** Key, digest and content, a line each: whatever is torn, foreign or of another time is as good as nothing. */
function read(file: string, key: string): EstateMemory | undefined {
  try {
    const [itsKey, digest, content = ''] = readFileSync(file, 'utf8').split('\n')
    return itsKey === key && digest === sha256(content) ? (JSON.parse(content) as EstateMemory) : undefined
  } catch {
    return undefined
  }
}

/** Under another name first, so that nobody ever reads half of it. */
function saveTo(file: string, key: string, memory: EstateMemory): void {
  const content = JSON.stringify(memory)
  const draft = `${file}.${randomUUID()}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    try {
      writeFileSync(draft, `${key}\n${sha256(content)}\n${content}`, { mode: 0o600 })
      renameSync(draft, file)
    } finally {
      rmSync(draft, { force: true })
    }
  } catch {
    // See `KeptMemory`: nobody's check fails for want of a cache.
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
