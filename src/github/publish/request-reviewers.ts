import type { PullRef } from '../../review/input.ts'
import type { Reviewers } from '../../review/asking/plan-reviewers.ts'
import type { GitHub } from '../octokit.ts'
import { statusOf } from '../limits/refusal.ts'

/** Whose review is asked for now: logins, and teams as `org/team`. */
export async function loadRequested(
  github: GitHub,
  { estate: { owner, repo }, number }: PullRef,
): Promise<readonly string[]> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
    ...{ owner, repo, pull_number: number },
  })
  return [...data.users.map(({ login }) => login), ...data.teams.map(({ slug }) => `${owner}/${slug}`)]
}

/**
 * Asks people and teams for their review. GitHub refuses all of them for one who may not see the repository (422); then
 * each is asked alone, and who cannot be asked is left out.
 */
export async function requestReviewers(
  github: GitHub,
  ref: PullRef,
  { logins, teams }: Reviewers,
): Promise<void> {
  // A team of another organisation cannot be asked.
  const own = teams.filter((team) => team.toLowerCase().startsWith(`${ref.estate.owner.toLowerCase()}/`))
  if (await request(github, ref, { logins, teams: own })) return
  const alone = [
    ...logins.map((login) => ({ logins: [login], teams: [] })),
    ...own.map((team) => ({ logins: [], teams: [team] })),
  ]
  if (alone.length > 1) for (const one of alone) await request(github, ref, one)
}

/** False = GitHub refuses somebody of them. */
async function request(
  github: GitHub,
  { estate: { owner, repo }, number }: PullRef,
  { logins, teams }: Reviewers,
): Promise<boolean> {
  if (logins.length + teams.length === 0) return true
  try {
    await github.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
      ...{ owner, repo, pull_number: number, reviewers: [...logins] },
      team_reviewers: teams.map((team) => team.slice(team.indexOf('/') + 1)),
    })
    return true
  } catch (error) {
    if (statusOf(error) !== 422) throw error
    return false
  }
}
