import { hash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** What is kept of an estate between two calls, in the cache folder of whoever calls. */
export type CacheFile = Readonly<{
  /** Undefined if there is nothing, or not of this key. */
  read: (key: string) => unknown
  /** A folder that cannot be written only costs the next call its head start. */
  save: (key: string, content: unknown) => void
}>

/**
 * In the person's own folder and never in the estate: what a pull request brings along must not be able to say that
 * its tenants have been judged already.
 */
export function cacheFile(kind: string, repo: string): CacheFile {
  const file = join(cacheFolder(), `${kind}-${sha256(resolve(repo)).slice(0, 24)}`)
  return { read: (key) => read(file, key), save: (key, content) => saveTo(file, key, content) }
}

const cacheFolder = (): string => {
  const { XDG_CACHE_HOME: cache = '' } = process.env
  return join(cache === '' ? join(homedir(), '.cache') : cache, 'landlord')
}

/** Key, digest and content, a line each: whatever is torn, foreign or of another time is as good as nothing. */
function read(file: string, key: string): unknown {
  try {
    const [itsKey, digest, content = ''] = readFileSync(file, 'utf8').split('\n')
    return itsKey === key && digest === sha256(content) ? (JSON.parse(content) as unknown) : undefined
  } catch {
    return undefined
  }
}

/** Under another name first, so that nobody ever reads half of it. */
function saveTo(file: string, key: string, content: unknown): void {
  const text = JSON.stringify(content)
  const draft = `${file}.${randomUUID()}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    try {
      writeFileSync(draft, `${key}\n${sha256(text)}\n${text}`, { mode: 0o600 })
      renameSync(draft, file)
    } finally {
      rmSync(draft, { force: true })
    }
  } catch {
    // See `CacheFile`: nobody's command fails for want of a cache.
  }
}

export const sha256 = (text: string): string => hash('sha256', text)
