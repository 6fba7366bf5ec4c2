/** Which teams were asked about lately, by repository: the next review's one query asks about them at once. */
export type AskedTeams = Readonly<{
  of: (repository: string) => readonly string[]
  add: (repository: string, teams: readonly string[]) => void
}>

/** More would make one query slow; the others are asked one by one. */
const mostTeams = 10
const maxRepositories = 1_000

export function askedTeams(): AskedTeams {
  const kept = new Map<string, readonly string[]>()
  return {
    of: (repository) => kept.get(repository.toLowerCase()) ?? [],
    add: (repository, teams) => {
      if (teams.length === 0) return
      const key = repository.toLowerCase()
      const known = kept.get(key) ?? []
      kept.delete(key)
      kept.set(key, [...new Set([...teams, ...known])].slice(0, mostTeams))
      const [oldest] = kept.keys()
      if (kept.size > maxRepositories && oldest !== undefined) kept.delete(oldest)
    },
  }
}
