import { claims, type Claims } from './claims.ts'
import { approvedAmounts, type Amounts } from './approved-amounts.ts'
import { approvedRules, type RulesOfApprovals } from './approved-rules.ts'
import { audit, type Audit } from './audit.ts'
import { budget, type Budget } from './budget.ts'
import { connect } from './connect.ts'
import { decisions, type Decisions } from './decisions.ts'
import { deliveries, type Deliveries } from './deliveries.ts'
import { erasing, type Erasing } from './erase-person.ts'
import { estates, type Estates } from './estates.ts'
import { moves, type Moves } from './move-estate.ts'
import { notices, type Notices } from './notices.ts'
import { hangsOn, type HangsOn } from './hangs-on.ts'
import { openSeats, type OpenSeats } from './open-seats.ts'
import { health, type Health } from './health.ts'
import { leases, type Leases } from './leases.ts'
import { looks, type Looks } from './looks.ts'
import { operations, type Operations } from './operations.ts'
import { seen, type Seen } from './seen.ts'
import { tenants, type Tenants } from './tenants.ts'

/** What is deployed and what is under way. Plain functions: hand on only the ones a flow needs. */
export type Registry = Deliveries &
  Estates &
  Moves &
  Tenants &
  Operations &
  Decisions &
  Audit &
  Erasing &
  Amounts &
  RulesOfApprovals &
  Claims &
  Budget &
  Seen &
  Leases &
  Looks &
  Notices &
  OpenSeats &
  HangsOn &
  Health &
  Readonly<{ close: () => Promise<void> }>

/** Connects, and brings the schema up to date. */
export async function openRegistry(url: string): Promise<Registry> {
  const pool = await connect(url)
  return {
    ...deliveries(pool),
    ...estates(pool),
    ...moves(pool),
    ...tenants(pool),
    ...operations(pool),
    ...decisions(pool),
    ...audit(pool),
    ...erasing(pool),
    ...approvedAmounts(pool),
    ...approvedRules(pool),
    ...claims(pool),
    ...budget(pool),
    ...seen(pool),
    ...leases(pool),
    ...looks(pool),
    ...notices(pool),
    ...openSeats(pool),
    ...hangsOn(pool),
    ...health(pool),
    close: () => pool.end(),
  }
}
