import { parseApprovers } from '../approvals/parse-approvers.ts'
import { rulesFolder, type EstateFile } from '../tenant/estate-file.ts'

/** Whom the APPROVERS file in force names: the only people besides reviewers that anything depends on. */
export type NamedApprovers = Readonly<{
  /** `org/team`, lower case. */
  teams: readonly string[]
  logins: readonly string[]
}>

export function namedApprovers(rules: readonly EstateFile[]): NamedApprovers {
  const file = rules.find(({ path }) => path === `${rulesFolder}APPROVERS`)
  if (file === undefined) return { teams: [], logins: [] }
  const lines = parseApprovers(file).approvers.sections.flatMap((section) => section.rules)
  const owners = new Set(lines.flatMap((line) => line.owners.map((owner) => owner.toLowerCase())))
  const names = [...owners].sort().flatMap((owner) => (/^@[^@]/.test(owner) ? [owner.slice(1)] : []))
  return {
    teams: names.filter((name) => name.split('/').length === 2),
    logins: names.filter((name) => !name.includes('/')),
  }
}
