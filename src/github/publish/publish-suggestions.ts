import type { PullRef } from '../../review/input.ts'
import type { Suggestion } from '../../review/comment/suggestions.ts'
import type { KnownSuggestions } from '../memory.ts'
import { everyItem, type AppIdentity, type GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

type Offer = Readonly<{
  headSha: string
  suggestions: readonly Suggestion[]
  app: AppIdentity
  known: KnownSuggestions
}>

/**
 * Offers each suggestion once, all of them in one review that neither approves nor asks for changes. What was offered
 * before, by any process, is not repeated. Nothing is ever deleted: GitHub folds a suggestion away once its lines
 * changed, and answers that people gave below it are theirs.
 */
export async function publishSuggestions(
  github: GitHub,
  ref: PullRef,
  { headSha, suggestions, app, known }: Offer,
): Promise<number> {
  const key = `${ref.estate.owner}/${ref.estate.repo}#${ref.number}`.toLowerCase()
  const offered = new Set(known.get(key))
  if (suggestions.every(({ marker }) => offered.has(marker))) return 0
  for (const marker of await loadOffered(github, ref, app)) offered.add(marker)
  const fresh = suggestions.filter(({ marker }) => !offered.has(marker))
  if (fresh.length > 0) await offer(github, ref, headSha, fresh)
  known.set(key, [...offered, ...fresh.map(({ marker }) => marker)])
  return fresh.length
}

async function loadOffered(
  github: GitHub,
  { estate: { owner, repo }, number }: PullRef,
  app: AppIdentity,
): Promise<readonly string[]> {
  const comments = await asking('read its suggestions', () =>
    everyItem((page) =>
      github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
        ...{ owner, repo, pull_number: number, per_page: 100, page },
      }),
    ),
  )
  return comments.flatMap(({ body, user }) => {
    const marker = /^<!-- landlord:suggestion [0-9a-f]{20} -->/.exec(body)?.[0]
    // Anybody can type a marker.
    return marker === undefined || user?.login !== `${app.slug}[bot]` ? [] : [marker]
  })
}

const offer = (
  github: GitHub,
  { estate: { owner, repo }, number }: PullRef,
  headSha: string,
  suggestions: readonly Suggestion[],
) =>
  asking('offer suggestions', () =>
    github.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      ...{ owner, repo, pull_number: number, commit_id: headSha, event: 'COMMENT' },
      body: 'What is certain to mend, at one click each. `landlord check --fix` does the same in a clone.',
      comments: suggestions.map(({ path, startLine, line, body }) => ({
        ...{ path, line, side: 'RIGHT', body },
        ...(startLine < line && { start_line: startLine, start_side: 'RIGHT' }),
      })),
    }),
  )
