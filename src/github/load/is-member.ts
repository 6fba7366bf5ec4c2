import type { EstateRef } from '../../tenant/estate-ref.ts'
import type { GitHub } from '../octokit.ts'
import { inWords, statusOf } from '../limits/refusal.ts'

/** Whether a person is in a team (`@acme/oncall`, nested teams included) now. A team of another organisation is none. */
export async function isMember(
  github: GitHub,
  estate: EstateRef,
  { team, login }: { team: string; login: string },
): Promise<boolean> {
  const [org = '', team_slug = ''] = team.replace(/^@/, '').split('/')
  if (org.toLowerCase() !== estate.owner.toLowerCase()) return false
  try {
    const { data } = await github.request('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
      ...{ org, team_slug, username: login },
    })
    return data.state === 'active'
  } catch (error) {
    if (statusOf(error) === 404) return false
    throw inWords(`read who is in the team ${team}`, error)
  }
}
