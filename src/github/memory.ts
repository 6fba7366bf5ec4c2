import type { Login } from '../approvals/seat.ts'
import type { NotificationSettings } from '../tenant/settings/notifications.ts'
import { askedTeams, type AskedTeams } from './load/asked-teams.ts'
import { blobCache, type BlobCache } from './blob-cache.ts'
import { newQuiet, type Quiet } from './graph.ts'
import { recent, type Recent } from './recent.ts'
import { treeCache, type TreeCache } from './tree-cache.ts'

/** What one process remembers of GitHub, for all estates; every key holds the repository or the installation. */
export type Memory = Readonly<{
  blobs: BlobCache
  trees: TreeCache
  /** Members of teams and writers of repositories; undefined where there is no such team. */
  people: Recent<readonly Login[] | undefined>
  asked: AskedTeams
  /** Whether GraphQL is let alone for a while. */
  quiet: Quiet
  /** Who hears of what in an estate, by its name. */
  notifications: Recent<NotificationSettings | undefined>
  comments: KnownComments
  suggestions: KnownSuggestions
}>

/** The App's own comments, by pull request and marker: what it wrote last. Another process may know better. */
export type KnownComments = Readonly<{
  get: (key: string) => KnownComment | undefined
  set: (key: string, comment: KnownComment) => void
  delete: (key: string) => void
}>

type KnownComment = Readonly<{ id: number; body: string }>

export const newMemory = (): Memory => ({
  blobs: blobCache(),
  trees: treeCache(),
  people: recent(),
  notifications: recent({ maxAgeMs: 300_000 }),
  asked: askedTeams(),
  quiet: newQuiet(),
  comments: knownComments(),
  suggestions: knownSuggestions(),
})

/** Markers of the suggestions that were offered on a pull request, so that a recheck asks and writes nothing. */
export type KnownSuggestions = Readonly<{
  get: (pull: string) => readonly string[]
  set: (pull: string, markers: readonly string[]) => void
}>

const maxPulls = 2_000

export function knownSuggestions(): KnownSuggestions {
  const kept = new Map<string, readonly string[]>()
  return {
    get: (pull) => kept.get(pull) ?? [],
    set: (pull, markers) => {
      kept.delete(pull)
      kept.set(pull, markers)
      const [oldest] = kept.keys()
      if (kept.size > maxPulls && oldest !== undefined) kept.delete(oldest)
    },
  }
}

/** Bodies are a few kilobytes: about 10 MiB. */
const maxComments = 2_000

export function knownComments(): KnownComments {
  const kept = new Map<string, KnownComment>()
  return {
    get: (key) => kept.get(key),
    set: (key, comment) => {
      kept.delete(key)
      kept.set(key, comment)
      const [oldest] = kept.keys()
      if (kept.size > maxComments && oldest !== undefined) kept.delete(oldest)
    },
    delete: (key) => void kept.delete(key),
  }
}
