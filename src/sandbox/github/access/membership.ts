import type { GitHub } from '../github.ts'
import type { Team } from '../memory/account.ts'
import { accountOf } from '../memory/memory.ts'
import { showLogin, showTeam } from '../show/account.ts'

export function addToTeam(github: GitHub, team: Team, login: string): void {
  const member = accountOf(github.memory, login).login
  team.members.add(member.toLowerCase())
  announce(github, { team, member, action: 'added' })
}

export function removeFromTeam(github: GitHub, team: Team, login: string): void {
  const member = accountOf(github.memory, login).login
  team.members.delete(member.toLowerCase())
  announce(github, { team, member, action: 'removed' })
}

type Change = Readonly<{ team: Team; member: string; action: 'added' | 'removed' }>

/** GitHub tells every App on the organisation, once, whatever repositories it may see there. */
function announce(github: GitHub, { team, member, action }: Change): void {
  const { members } = accountOf(github.memory, team.org)
  const [owner = member] = [...members].flatMap(([login, role]) => (role === 'admin' ? [login] : []))
  github.announce({
    event: 'membership',
    action,
    repository: team.org,
    sender: owner,
    payload: { action, scope: 'team', member: showLogin(github, member), team: showTeam(github, team) },
  })
}
