import type { Settings } from '../tenant/settings/settings.ts'
import { machineHours } from './machine-hours.ts'
import type { Need } from './need.ts'
import { one, per, percent, times, type Quantity } from './quantity.ts'
import type { MonthlyUsage } from './usage-profile.ts'
import { mulDiv } from './whole.ts'

export type VectorsIn = Settings['provisioning']['vectors']

/** Vectors take a tenth of what the documents take, wherever they are. */
export const vectorGiB = (usage: MonthlyUsage): Quantity => percent(usage.storageGiB, 10)

/** What a store of vectors costs that is not the tenant's database. */
export const vectorNeeds = ({ vectors }: Readonly<{ vectors: VectorsIn }>): readonly Need[] =>
  needsOf[vectors]

/** What is billed there and is in no figure, in words. */
export const vectorsUnbilled: Readonly<Record<VectorsIn, readonly string[]>> = {
  postgres: [],
  qdrant: [],
  pinecone: ["Pinecone's monthly minimum, which all tenants reach together, its backups and traffic"],
}

/** Queries a minute that one node of a Qdrant serves: this project's own round figure, as for a database. */
const nodeServes = 2000

/** One search a query: a read unit for each GB that is searched, a quarter of one at least. */
const readUnits = (usage: MonthlyUsage): Quantity => {
  const searched = vectorGiB(usage)
  return times(usage.queries, searched > one / 4 ? searched : one / 4)
}

/** A document is two vectors of 500 tokens, each with 1 kB about it 7.14 kB: 8 write units, one for each begun kB. */
const writeUnitsPerDocument = 16

/**
 * Qdrant: nodes of your own that tenants share, whatever you pay for them. Pinecone: units as its documentation counts
 * them (docs.pinecone.io/guides/manage-cost/understanding-cost, read on 2026-11-22), a GB taken as a GiB.
 */
const needsOf: Readonly<Record<VectorsIn, readonly Need[]>> = {
  postgres: [],
  qdrant: [
    {
      sku: 'vectors/qdrant/node',
      label: 'Vector search, a share of a Qdrant',
      unit: 'hour',
      quantityIn: machineHours('bridge', nodeServes),
    },
    {
      sku: 'vectors/qdrant/storage',
      label: 'Vector storage, Qdrant',
      unit: 'GiB-month',
      quantityIn: vectorGiB,
    },
  ],
  pinecone: [
    {
      sku: 'vectors/pinecone/storage',
      label: 'Vector storage, Pinecone',
      unit: 'GiB-month',
      quantityIn: vectorGiB,
    },
    {
      sku: 'vectors/pinecone/read',
      label: 'Vector search, Pinecone',
      unit: 'million units',
      quantityIn: (usage) => per(readUnits(usage), 1_000_000),
    },
    {
      sku: 'vectors/pinecone/write',
      label: 'Vectors written, Pinecone',
      unit: 'million units',
      quantityIn: ({ documents }) => mulDiv(documents, writeUnitsPerDocument, 1_000_000),
    },
  ],
}
