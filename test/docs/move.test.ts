import { expect, test } from '@jest/globals'
import pg from 'pg'
import { modulesFolder } from '../../src/database/steps.ts'
import { applyUp } from '../../src/database/provision.ts'
import { freshDatabase } from '../embedded.ts'
import { fences, read, root } from './document.ts'
import { join } from 'node:path'

const [copy = '', compare = ''] = fences(read('docs/lifecycle/move.md'), 'sql')

test('what the page copies from one tenant to another is all of it, as often as one likes, and compares as the same', async () => {
  const url = await freshDatabase()
  const sql = join(root, modulesFolder)
  for (const tenant of ['bazaar-retail', 'bazaar-retail-eu'])
    for (const layer of ['database', 'vector'] as const)
      await applyUp({ url, tenant, layer, mode: 'bridge', sql })
  const operator = new pg.Client({ connectionString: url })
  await operator.connect()
  try {
    await operator.query(
      "insert into tenant_bazaar_retail.documents (title, body) select 't' || n, 'b' from generate_series(1, 20) n",
    )
    await operator.query(
      'insert into vectors_bazaar_retail.embeddings (embedding) select array_fill(n::real, array[1536]) from generate_series(1, 5) n',
    )
    await operator.query(copy)
    await operator.query(copy)
    const seen = async () => {
      const { rows } = await operator.query<{ of: string; count: string; digest: string }>(compare)
      return rows
    }
    const [oldDocuments, newDocuments, oldVectors, newVectors] = await seen()
    expect(oldDocuments).toMatchObject({ of: 'documents, old', count: '20' })
    expect(newDocuments).toEqual({ ...oldDocuments, of: 'documents, new' })
    expect(oldVectors).toMatchObject({ of: 'vectors, old', count: '5' })
    expect(newVectors).toEqual({ ...oldVectors, of: 'vectors, new' })
    const whose = await operator.query('select distinct tenant_id from tenant_bazaar_retail_eu.documents')
    expect(whose.rows).toEqual([{ tenant_id: 'bazaar-retail-eu' }])

    await operator.query("update tenant_bazaar_retail_eu.documents set body = 'c' where title = 't7'")
    const [was, is] = await seen()
    expect(is?.count).toBe(was?.count)
    expect(is?.digest).not.toBe(was?.digest)
  } finally {
    await operator.end()
  }
})
