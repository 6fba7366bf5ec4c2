import { UserError } from '../tenant/user-error.ts'
import { withClient, type Client } from './connect.ts'
import { namesOf, type Names } from './names.ts'
import type { Place } from './provision.ts'

/**
 * All of one layer as of one moment, read only. Row-level security would leave rows out without a word, so an operator
 * whom it may hide any from is refused: no policy of the tenant's tables may stand between.
 */
export const inSnapshot = <T>(
  place: Omit<Place, 'sql'>,
  work: (client: Client, names: Names) => Promise<T>,
): Promise<T> =>
  withClient(place, async (client) => {
    const names = namesOf(place.tenant, place.mode, place.layer)
    await client.query('begin transaction isolation level repeatable read, read only')
    const { rows } = await client.query<{ table: string }>(hiding, [names.schema])
    if (rows.length > 0) {
      throw new UserError(
        `Row-level security may hide rows of ${rows.map(({ table }) => JSON.stringify(table)).join(', ')} from the operator.`,
        {
          fix: 'Give each of these tables a policy for the operator with "using (true)", as landlord_operator is.',
        },
      )
    }
    const result = await work(client, names)
    await client.query('commit')
    return result
  })

/** Tables whose policies bind the operator, and do not show it everything. */
const hiding = `
  with policies as (
    select polrelid, polpermissive, pg_get_expr(polqual, polrelid) as shown from pg_policy
    where polcmd in ('*', 'r')
      and exists (select from unnest(polroles) role where role = 0 or pg_has_role(current_user, role, 'usage'))
  )
  select c.relname as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind in ('r', 'p') and row_security_active(c.oid)
    and (not exists (select from policies where polrelid = c.oid and polpermissive and shown = 'true')
      or exists (select from policies where polrelid = c.oid and not polpermissive))`
