import pg from 'pg'
import { terminalStates } from '../../../src/provisioning/operation.ts'

/** Nothing waits in inbox or queue, and the newest operation of each of these tenants has ended and was told of. */
export async function isSettled(databaseUrl: string, tenants: readonly string[]): Promise<boolean> {
  const [row] = await ask<Readonly<{ settled: boolean }>>(
    databaseUrl,
    `select not exists (select from inbox where handled_at is null)
       and not exists (select from pgboss.job where state in ('created', 'retry', 'active')
         and name in ('delivery', 'operation', 'notice') and singleton_key not like 'look-again %')
       and not exists (select from operations where state <> all($1) or reported_revision is distinct from revision)
       and not exists (select from unnest($2::text[]) one (tenant)
         where not exists (select from operations where operations.tenant = one.tenant)) as settled`,
    [terminalStates, tenants],
  )
  return row?.settled === true
}

/** What Landlord opened to take a tenant out again. */
export async function revertsToMerge(databaseUrl: string): Promise<readonly number[]> {
  const rows = await ask<Readonly<{ pull: number }>>(
    databaseUrl,
    `select revert_pull as pull from operations where state = 'REVERT_PR' and revert_pull is not null`,
  )
  return rows.map(({ pull }) => pull)
}

async function ask<Row extends object>(
  databaseUrl: string,
  text: string,
  values: unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}
