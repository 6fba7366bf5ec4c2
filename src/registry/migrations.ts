import { inboxTenantsOperations } from './migrations/01-inbox-tenants-operations.ts'
import { decisions } from './migrations/02-decisions.ts'
import { claims } from './migrations/03-claims.ts'
import { approvedAmounts } from './migrations/04-approved-amounts.ts'
import { audit } from './migrations/05-audit.ts'
import { askingAndTelling } from './migrations/06-asking-and-telling.ts'
import { afterActive } from './migrations/07-after-active.ts'
import { limitsLeases } from './migrations/08-limits-leases.ts'
import { rulesOfApprovals } from './migrations/09-rules-of-approvals.ts'
import { seenWithoutAnEvent } from './migrations/10-seen-without-an-event.ts'
import { hangsOn } from './migrations/11-hangs-on.ts'
import { namesOfEstates } from './migrations/12-names-of-estates.ts'
import { looks } from './migrations/13-looks.ts'
import { erasing } from './migrations/14-erasing.ts'
import type { Migration } from './migrations/migration.ts'

/** Forward only: a released migration never changes, a later one mends it. Its place in the list is its number. */
export const migrations: readonly Migration[] = [
  inboxTenantsOperations,
  decisions,
  claims,
  approvedAmounts,
  audit,
  askingAndTelling,
  afterActive,
  limitsLeases,
  rulesOfApprovals,
  seenWithoutAnEvent,
  hangsOn,
  namesOfEstates,
  looks,
  erasing,
]
