import { createHash } from 'node:crypto'
import type { TreeEntry } from '../../tenant/changed-paths.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { askGraph, newQuiet, type Quiet } from '../graph.ts'
import { inParallel, type GitHub } from '../octokit.ts'
import { textsQuery, type EndsNode, type TextsAnswer } from './texts-query.ts'

/** The pull request for which something is read, if any; `saw` hears where its ends were at that moment. */
export type Watched = Readonly<{
  quiet: Quiet
  pull?: Readonly<{ number: number; saw: (ends: EndsNode) => void }> | undefined
}>

/** GitHub cuts longer texts. */
const longest = 256 * 1024
/** Of one query: large enough for most changes, small enough to be answered in time. */
const mostFiles = 100
const mostBytes = 1024 * 1024

/**
 * Contents by object id, a hundred files a call. Each is held to its id, which is its hash: what is no text, was cut or
 * came changed is absent, and the REST API is asked for it.
 */
export async function loadTexts(
  github: GitHub,
  estate: EstateRef,
  {
    entries,
    watched: { quiet, pull } = { quiet: newQuiet() },
  }: Readonly<{ entries: readonly TreeEntry[]; watched: Watched | undefined }>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = await inParallel(batches(entries), 3, async (batch) => {
    const { owner, repo } = estate
    const oids = Object.fromEntries(batch.map(({ blob }, index) => [`oid${index}`, blob]))
    const answer = await askGraph<TextsAnswer>(github, textsQuery(batch.length, pull !== undefined), {
      variables: { owner, repo, ...oids, ...(pull && { number: pull.number }) },
      quiet,
    })
    const repository = answer?.data.repository
    if (!repository) return []
    if (repository.pullRequest && answer.failed.length === 0) pull?.saw(repository.pullRequest)
    return batch.flatMap(({ blob }, index) => {
      const text = repository[`text${index}`]?.text
      const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : undefined
      return bytes && idOf(bytes, blob.length) === blob ? [[blob, bytes] as const] : []
    })
  })
  return new Map(found.flat())
}

function batches(entries: readonly TreeEntry[]): readonly (readonly TreeEntry[])[] {
  const made: TreeEntry[][] = []
  let bytes = 0
  for (const entry of entries.filter(({ size }) => size <= longest)) {
    const last = made.at(-1)
    bytes += entry.size
    if (last !== undefined && last.length < mostFiles && bytes <= mostBytes) last.push(entry)
    else {
      made.push([entry])
      bytes = entry.size
    }
  }
  return made
}

/** Git's name for a file's content: SHA-1, or SHA-256 where the repository is kept so. */
const idOf = (bytes: Uint8Array, length: number): string =>
  createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex')
