import { describe, expect, test } from '@jest/globals'
import { tenantEstimator } from '../../src/cost/estimate-tenant.ts'
import { parsePriceBook, type PriceBook } from '../../src/cost/price-book.ts'
import type { VectorsIn } from '../../src/cost/vector-needs.ts'
import { aFile, aSettings, aTenant } from '../builders.ts'
import { day, estateBook, estateRates } from './estate.ts'

type Wanted = Readonly<{ region?: string; storageGiB?: number; book?: PriceBook; retired?: boolean }>

const estimate = (vectors: VectorsIn, wanted: Wanted = {}) => {
  const { region = 'us-east-1', storageGiB = 1000, book = estateBook(), retired = false } = wanted
  const settings = aSettings()
  const provisioning = { ...settings.provisioning, vectors }
  const usage = { queriesPerMonth: 1_000_000, storageGiB, documentsPerMonth: 100_000 }
  const quotas = { queriesPerMinute: 400, documentsPerMonth: 100_000, storageGiB: 1000 }
  const tenant = aTenant({ region, usage, quotas, lifecycle: { state: retired ? 'retired' : 'active' } })
  return tenantEstimator({ book, rates: estateRates() }, { ...settings, provisioning }, day).estimate(tenant)
}
const linesOf = (vectors: VectorsIn, wanted: Wanted = {}) =>
  estimate(vectors, wanted)
    .lines.filter(({ sku }) => sku.startsWith('vectors/') || sku === 'database/storage')
    .map(({ sku, quantity, unitPrice }) => [sku, Number(quantity) / 1e6, unitPrice])

describe('what vectors cost', () => {
  test('in PostgreSQL they are half of what the database stores, and nothing else', () => {
    expect(linesOf('postgres').map(([sku, amount]) => [sku, amount])).toEqual([['database/storage', 200]])
  })

  test('in Pinecone they are stored, searched by the GB and written by the kB', () => {
    const lines = linesOf('pinecone')
    expect(lines.map(([sku, amount]) => [sku, amount])).toEqual([
      ['database/storage', 100],
      ['vectors/pinecone/storage', 100],
      // 100 read units for each of a million searches of 100 GB.
      ['vectors/pinecone/read', 100],
      // 30 000 documents are expected of a quota of 100 000, 16 write units each.
      ['vectors/pinecone/write', 0.48],
    ])
    expect(lines.slice(1).map(([, , price]) => price)).toEqual(['0.33', '16.00', '4.00'])
    // A small one pays a quarter of a unit for each search.
    expect(linesOf('pinecone', { storageGiB: 1 })).toContainEqual(['vectors/pinecone/read', 0.25, '16.00'])
  })

  test('what Pinecone bills besides is named, and what has no price in a region too', () => {
    expect(estimate('pinecone').exclusions.join('; ')).toContain("Pinecone's monthly minimum")
    const { exclusions } = estimate('pinecone', { region: 'eu-west-1' })
    expect(exclusions.join('; ')).toContain(
      'vector storage (Pinecone), vector search (Pinecone), vectors written (Pinecone)',
    )
    expect(estimate('postgres').exclusions).toEqual([])
    expect(estimate('pinecone', { retired: true }).lines).toEqual([])
  })

  test('a Qdrant costs what its owner says, and without that is no part of the figure', () => {
    expect(estimate('qdrant').exclusions.join('; ')).toContain(
      'vector search (a share of a Qdrant), vector storage (Qdrant)',
    )
    const row = (sku: string, unit: string, price: number) =>
      `  - {sku: ${sku}, region: '*', unit: ${unit}, price: ${price}, source: ours, observedOn: 2026-11, confidence: verified}\n`
    const { book } = parsePriceBook(
      aFile(
        '.github/landlord/prices.yml',
        `apiVersion: landlord/v1\ncurrency: USD\nprices:\n${row('vectors/qdrant/node', 'hour', 0.5)}${row('vectors/qdrant/storage', 'GiB-month', 0.1)}`,
      ),
    )
    if (book === undefined) throw new Error('The book is broken.')
    expect(linesOf('qdrant', { book }).slice(1)).toEqual([
      // A fifth of a node that serves 2 000 queries a minute.
      ['vectors/qdrant/node', 146, '0.50'],
      ['vectors/qdrant/storage', 100, '0.10'],
    ])
  })
})
