import type { GitHub } from '../github.ts'
import { findAccount } from '../memory/memory.ts'
import { roles, type Role, type Team } from '../memory/account.ts'
import type { Repository } from '../memory/repository.ts'

/** The highest role that a person has: granted, through a team, or as an owner of the organisation. */
export function roleOf(github: GitHub, repository: Repository, login: string): Role {
  const person = login.toLowerCase()
  const owner = findAccount(github.memory, repository.owner)
  if (owner?.login.toLowerCase() === person || owner?.members.get(person) === 'admin') return 'admin'
  const given: Role[] = [repository.people.get(person) ?? 'none']
  for (const team of teamsOf(github, repository.owner)) {
    const role = repository.teams.get(team.slug)
    if (role && membersOf(github, team).has(person)) given.push(role)
  }
  return roles.findLast((role) => given.includes(role)) ?? 'none'
}

export function teamsOf(github: GitHub, org: string): readonly Team[] {
  return [...github.memory.teams.values()].filter((team) => team.org.toLowerCase() === org.toLowerCase())
}

/** A team's own members and those of the teams below it. */
export function membersOf(github: GitHub, team: Team): ReadonlySet<string> {
  const below = teamsOf(github, team.org).filter(({ parent }) => parent === team.slug)
  return new Set([...team.members, ...below.flatMap((child) => [...membersOf(github, child)])])
}
