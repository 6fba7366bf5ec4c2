import { judgeDelegations } from '../approvals/judge-delegations.ts'
import { judgeLines } from '../approvals/judge-lines.ts'
import { judgeOwners } from '../approvals/judge-owners.ts'
import { openSeats } from '../approvals/open-seats.ts'
import { runRuleTests } from '../policy/run-rule-tests.ts'
import { isRulePath, type EstateFile } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import type { Pool } from '../tenant/settings/settings.ts'
import { unguardedRules } from './approval-findings.ts'
import { rateFindings } from './cost/estate-cost.ts'
import { approversPath, readRules, type Rules } from './read-rules.ts'
import { runApproversTests } from './run-approvers-tests.ts'

/** What the rules say by themselves; without pools they are broken, and judge nobody. Plain data. */
export type RulesCheck = Readonly<{ findings: readonly Finding[]; pools: readonly Pool[] | undefined }>

/** The rules as they stand and their tests, on a day (ISO date). */
export function checkRules(files: readonly EstateFile[], on: string): RulesCheck {
  const own = files.filter(({ path }) => isRulePath(path))
  const { rules, findings } = readRules(own)
  if (rules === undefined) return { findings, pools: undefined }
  return {
    findings: [
      ...findings,
      ...runRuleTests(rules.policies, rules.settings).findings,
      ...own
        .filter(({ path }) => path === approversPath)
        .flatMap((file) => runApproversTests(file, rules).findings),
      ...rateFindings(rules, on),
      ...flawsOf(rules, own, on).map(warned),
    ],
    pools: rules.settings.pools,
  }
}

/** What a review says to those who change these files: it lets every tenant through, so here it only warns. */
const flawsOf = (
  { approvers, settings, delegations }: Rules,
  files: readonly EstateFile[],
  on: string,
): readonly Finding[] => [
  ...judgeLines(approvers, undefined),
  ...judgeOwners(approvers, undefined),
  ...judgeDelegations(delegations, { day: on.slice(0, 10), writers: undefined }),
  ...unguardedRules(openSeats(approvers, [], files, settings), files),
]

const warned = (finding: Finding): Finding => (denies(finding) ? { ...finding, severity: 'warn' } : finding)
