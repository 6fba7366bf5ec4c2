import type pg from 'pg'
import type { Amount, ApprovedAmounts, KeptAmount } from '../review/approved/approved-amounts.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** What each approval was first seen to approve. The first line stays: a later look changes nothing. */
export type Amounts = Readonly<{
  approvedAmounts: (estate: EstateRef, pull: number) => Promise<ApprovedAmounts>
  saveApprovedAmounts: (estate: EstateRef, pull: number, amounts: ApprovedAmounts) => Promise<void>
}>

export const approvedAmounts = (pool: pg.Pool): Amounts => ({
  approvedAmounts: async ({ owner, repo }, pull) => {
    const { rows } = await pool.query<KeptAmount>(
      'select review, currency, minor, unpriced from approved_amounts where owner = $1 and repo = $2 and pull = $3',
      [owner, repo, pull],
    )
    return Object.fromEntries(
      rows.map(({ review, currency, minor, unpriced }): [string, Amount] => [
        review,
        { monthly: { currency, minor: BigInt(minor) }, unpriced },
      ]),
    )
  },
  saveApprovedAmounts: async ({ owner, repo }, pull, amounts) => {
    for (const [review, { monthly, unpriced }] of Object.entries(amounts))
      await pool.query(
        `insert into approved_amounts (owner, repo, pull, review, currency, minor, unpriced)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        [owner, repo, pull, review, monthly.currency, monthly.minor.toString(), unpriced],
      )
  },
})
