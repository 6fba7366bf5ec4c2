import { judgeLines } from '../approvals/judge-lines.ts'
import { judgeOwners, ownersIn } from '../approvals/judge-owners.ts'
import type { Finding } from '../tenant/finding.ts'
import type { ChangeInput, ReviewInput } from './input.ts'
import { approversPath, readChangedRules } from './read-rules.ts'

/** What the APPROVERS that a change brings would do wrong: told to those who edit it, before it is in force. */
export function changedApproversFindings(input: ReviewInput): readonly Finding[] {
  const approvers = changedApprovers(input)
  if (approvers === undefined) return []
  const { people, pull, headPaths } = input
  // Reviews given in a file know only the people that somebody wrote down.
  const known = pull === undefined || people === undefined ? [] : judgeOwners(approvers, people)
  return [...judgeLines(approvers, headPaths), ...known]
}

/** Whom the changed file names: they are looked up, though nobody asks them yet. */
export const namedAnew = (input: ChangeInput): readonly string[] => {
  const approvers = changedApprovers(input)
  return approvers === undefined ? [] : ownersIn(approvers)
}

const changedApprovers = ({ rules, files }: ChangeInput) =>
  files.some(({ path }) => path === approversPath)
    ? readChangedRules(rules, files).rules?.approvers
    : undefined
