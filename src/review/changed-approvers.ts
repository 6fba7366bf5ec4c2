import { judgeLines } from '../approvals/judge-lines.ts'
import { judgeOwners, ownersIn } from '../approvals/judge-owners.ts'
import { judgeDelegations } from '../approvals/judge-delegations.ts'
import { delegationsPath } from '../approvals/parse-delegations.ts'
import type { Finding } from '../tenant/finding.ts'
import type { ChangeInput, ReviewInput } from './input.ts'
import { approversPath, readChangedRules, rulesAfter } from './read-rules.ts'
import { runApproversTests } from './run-approvers-tests.ts'

/** What changed APPROVERS and delegations would do wrong: told to those who edit them, before they are in force. */
export function changedApproversFindings(input: ReviewInput): readonly Finding[] {
  const { people, pull, headPaths } = input
  const approvers = changed(input, approversPath)?.approvers
  const delegations = changed(input, delegationsPath)?.delegations ?? []
  // Reviews given in a file know only the people that somebody wrote down.
  const known = pull === undefined ? undefined : people
  const day = (input.today ?? input.on).slice(0, 10)
  return [
    ...(approvers === undefined ? [] : judgeLines(approvers, headPaths)),
    ...(approvers === undefined ? [] : judgeOwners(approvers, known)),
    ...brokenTests(input),
    ...judgeDelegations(delegations, { day, writers: known && [...known.writers, ...known.authors] }),
  ]
}

/** The tests that stand in APPROVERS, where a change of any rule could break them. */
function brokenTests({ rules, files }: ReviewInput): readonly Finding[] {
  const after = rulesAfter(rules, files)
  const file = after.find(({ path }) => path === approversPath)
  const changed = readChangedRules(rules, files).rules
  return file === undefined || changed === undefined ? [] : runApproversTests(file, changed).findings
}

/** Whom the changed files name: they are looked up, though nobody asks them yet. */
export const namedAnew = (input: ChangeInput): readonly string[] => {
  const approvers = changed(input, approversPath)?.approvers
  const delegations = changed(input, delegationsPath)?.delegations ?? []
  return [...(approvers === undefined ? [] : ownersIn(approvers)), ...delegations.map(({ to }) => `@${to}`)]
}

/** The rules as they would be, if that file of them changes. */
const changed = ({ rules, files }: ChangeInput, file: string) =>
  files.some(({ path }) => path === file) ? readChangedRules(rules, files).rules : undefined
