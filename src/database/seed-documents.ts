import pg from 'pg'
import { withClient } from './connect.ts'
import { demoDocuments } from './demo-documents.ts'
import { namesOf } from './names.ts'
import type { Place } from './provision.ts'

/** Writes the demo documents, unless an earlier configuration had them: a deleted one does not come back. Gives how many were written. */
export async function seedDemoDocuments(place: Place): Promise<number> {
  const { schema, tenant } = namesOf(place.tenant, place.mode)
  const documents = `${pg.escapeIdentifier(schema)}.documents`
  return withClient(place, async (client) => {
    const seeded = await client.query(
      "select from landlord.configurations where tenant = $1 and document -> 'features' -> 'demoDocuments' = 'true'",
      [tenant],
    )
    if ((seeded.rowCount ?? 0) > 0) return 0
    const written = await client.query(
      `insert into ${documents} (tenant_id, id, title, body)
       select $1, * from unnest($2::uuid[], $3::text[], $4::text[]) on conflict do nothing`,
      [
        tenant,
        demoDocuments.map(({ id }) => id),
        demoDocuments.map(({ title }) => title),
        demoDocuments.map(({ body }) => body),
      ],
    )
    return written.rowCount ?? 0
  })
}
