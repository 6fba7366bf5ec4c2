import { parseApprovers } from '../approvals/parse-approvers.ts'
import { rulesFolder, type EstateFile } from '../tenant/estate-file.ts'

/** Teams (`org/team`, lower case) that the APPROVERS file in force names: the only ones whose members matter. */
export function teamsNamedBy(rules: readonly EstateFile[]): readonly string[] {
  const file = rules.find(({ path }) => path === `${rulesFolder}APPROVERS`)
  if (file === undefined) return []
  const owners = parseApprovers(file).approvers.sections.flatMap(({ rules: lines }) =>
    lines.flatMap((line) => line.owners),
  )
  const teams = owners
    .filter((owner) => /^@[^@/]+\/[^/]+$/.test(owner))
    .map((owner) => owner.slice(1).toLowerCase())
  return [...new Set(teams)].sort()
}
