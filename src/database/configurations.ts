import { withClient, type Login } from './connect.ts'

/**
 * Publishes a tenant's configuration as the next version, unless it is what is published already. Gives the version
 * that holds.
 */
export async function saveConfiguration(operator: Login, tenant: string, document: object): Promise<number> {
  return withClient(operator, async (client) => {
    const values = [tenant, JSON.stringify(document)]
    await client.query(
      `insert into landlord.configurations (tenant, version, document)
       select $1, coalesce(max(version), 0) + 1, $2::jsonb from landlord.configurations where tenant = $1
       having (array_agg(document order by version desc))[1] is distinct from $2::jsonb`,
      values,
    )
    const found = await client.query<{ version: number }>(
      'select max(version) as version from landlord.configurations where tenant = $1',
      [tenant],
    )
    return found.rows[0]?.version ?? 0
  })
}

/** What is published, with its version; of one tenant, or of all of them. Another reader of the same table is the platform. */
export async function loadConfigurations(
  operator: Login,
  tenant?: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return withClient(operator, async (client) => {
    const found = await client.query<{ configuration: Record<string, unknown> }>(
      `select distinct on (tenant) document || jsonb_build_object('version', version) as configuration
       from landlord.configurations where $1::text is null or tenant = $1 order by tenant, version desc`,
      [tenant ?? null],
    )
    return found.rows.map(({ configuration }) => configuration)
  })
}
