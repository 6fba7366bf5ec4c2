import type { Probot } from 'probot'
import type { Accept } from './accept.ts'
import type { Job } from '../jobs/job.ts'

/**
 * Who may approve can change without anything happening to a pull request: somebody joins or leaves a team, the
 * organisation, the repository, or a team itself changes. GitHub tells of it once for each organisation, not for each
 * repository.
 */
export function hearOfPeople(app: Probot, accept: Accept): void {
  app.on(['membership.added', 'membership.removed'], async ({ id, name, payload }) => {
    const { team, member, organization } = payload
    // Members of a team count in those above it; GitHub tells of the nearest. A team that is gone has no name here.
    const teams = 'slug' in team ? [team.slug, team.parent?.slug].flatMap((slug) => slug ?? []) : undefined
    const who = teams && [...teams.map((slug) => `${organization.login}/${slug}`), loginOf(member)]
    await accept({ id, event: name }, [changed(payload, who)])
  })

  app.on('organization.member_removed', async ({ id, name, payload }) => {
    await accept({ id, event: name }, [changed(payload, [loginOf(payload.membership.user)])])
  })

  app.on(['member.added', 'member.edited', 'member.removed'], async ({ id, name, payload }) => {
    await accept({ id, event: name }, [changed(payload, [loginOf(payload.member)])])
  })

  // A rename tells no former slug, and what is deleted takes the teams below with it: everything is looked at.
  app.on('team', async ({ id, name, payload }) => {
    if (payload.action !== 'created') await accept({ id, event: name }, [changed(payload, undefined)])
  })
}

/** `who`: logins, and teams as `org/team`; undefined = nobody can tell. */
function changed(
  { installation }: Readonly<{ installation?: Readonly<{ id: number }> | undefined }>,
  who: readonly string[] | undefined,
): Job {
  if (!installation) throw new Error('A delivery without an installation is not for an App.')
  return {
    do: 'people',
    installation: installation.id,
    ...(who && { who: who.map((one) => one.toLowerCase()) }),
  }
}

const loginOf = (person: Readonly<{ login: string }> | null): string => person?.login ?? ''
