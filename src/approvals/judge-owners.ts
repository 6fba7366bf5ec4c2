import type { Finding } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import type { Approvers, Rule } from './approvers.ts'
import { fold } from './eligible.ts'
import type { People } from './people.ts'

/** Everybody whom a file names, once, as written. */
export const ownersIn = ({ sections }: Approvers): readonly string[] => [
  ...new Set(sections.flatMap(({ rules }) => rules.flatMap(({ owners }) => owners))),
]

/**
 * Owners that stand for nobody. A line left with none could never be approved, so it denies; beside others, or in a
 * section that only invites, it is told. Of people who are not known, only what is no account at all is said.
 */
export function judgeOwners(approvers: Approvers, people: Known | undefined): readonly Finding[] {
  const trouble = new Map(ownersIn(approvers).map((owner) => [owner, troubleWith(owner, people)]))
  const rules = approvers.sections.flatMap((section) => section.rules).toSorted((a, b) => a.line - b.line)
  const said = new Set<string>()
  return rules.flatMap((rule) => {
    const bad = rule.owners.filter((owner) => trouble.get(owner) !== undefined)
    const severity = bad.length === rule.owners.length && rule.needed > 0 ? 'deny' : 'warn'
    return bad.flatMap((owner): readonly Finding[] => {
      const key = `${severity} ${owner}`
      // A team that is gone is named once, not for each of a hundred lines.
      if (said.has(key)) return []
      said.add(key)
      return [finding(approvers.file, rule, severity, `${quote(owner)} ${trouble.get(owner) ?? ''}.`)]
    })
  })
}

const finding = (file: string, { line }: Rule, severity: 'deny' | 'warn', says: string): Finding => ({
  ...{ rule: 'approvers/unknown-owner', severity, file, line, column: 1, pointer: '' },
  says: severity === 'deny' ? `${says.slice(0, -1)}, so nobody could ever fill this seat.` : says,
  fix: 'Mend the name, or have the account or team given access; a secret team has to be one that the App can see.',
})

type Known = Pick<People, 'teams' | 'writers' | 'authors'>

/** Why an owner stands for nobody; undefined where somebody is behind the name. */
function troubleWith(owner: string, people: Known | undefined): string | undefined {
  if (owner.startsWith('@@')) return 'is a role, which GitHub does not have'
  if (!owner.startsWith('@')) return 'is an e-mail address, which names no account here'
  if (people === undefined) return undefined
  const { teams, writers, authors } = people
  const name = fold(owner.slice(1))
  if (!name.includes('/'))
    // Nobody asks what the authors of the change may.
    return [...writers, ...authors].some((login) => fold(login) === name)
      ? undefined
      : 'is no account that may write to this repository'
  const members = Object.hasOwn(teams, name) ? teams[name] : undefined
  if (members === undefined) return 'is no team that GitHub shows'
  return members.length === 0 ? 'is a team without members' : undefined
}
