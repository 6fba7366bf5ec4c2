import { membersOf } from '../access/role.ts'
import type { Call } from '../http/route.ts'
import type { Team } from '../memory/account.ts'
import { nodeId } from '../show/links.ts'
import { actor, connection, type Slice } from './node.ts'

export const showTeam = (call: Call, team: Team) => ({
  __typename: 'Team',
  id: nodeId('Team', team.id),
  combinedSlug: `${team.org}/${team.slug}`,
  members: (slice: Slice) =>
    connection([...membersOf(call.github, team)], slice, (login) => actor(call, login)),
})
