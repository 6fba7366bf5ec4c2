import type pg from 'pg'
import type { ApprovedRules, RulesBySeat } from '../review/approved/approved-rules.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** The rules under which each approval was first seen. The first line stays: a later look changes nothing. */
export type RulesOfApprovals = Readonly<{
  approvedRules: (estate: EstateRef, pull: number) => Promise<ApprovedRules>
  saveApprovedRules: (estate: EstateRef, pull: number, rules: ApprovedRules) => Promise<void>
}>

export const approvedRules = (pool: pg.Pool): RulesOfApprovals => ({
  approvedRules: async ({ owner, repo }, pull) => {
    const { rows } = await pool.query<{ review: string; seats: RulesBySeat }>(
      'select review, seats from approved_rules where owner = $1 and repo = $2 and pull = $3',
      [owner, repo, pull],
    )
    return Object.fromEntries(rows.map(({ review, seats }) => [review, seats]))
  },
  saveApprovedRules: async ({ owner, repo }, pull, rules) => {
    for (const [review, seats] of Object.entries(rules))
      await pool.query(
        `insert into approved_rules (owner, repo, pull, review, seats)
         values ($1, $2, $3, $4, $5) on conflict do nothing`,
        [owner, repo, pull, review, seats],
      )
  },
})
