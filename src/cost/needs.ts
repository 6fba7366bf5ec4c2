import { hasOwnKey } from '../tenant/own-key.ts'
import { ownInstanceOf, type OwnInstance } from '../tenant/own-instance.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { IsolationMode, Tenant } from '../tenant/tenant.ts'
import { instanceNeeds } from './instance-needs.ts'
import { machineHours, machineWords } from './machine-hours.ts'
import type { Need } from './need.ts'
import { priceOf, type PriceBook } from './price-book.ts'
import { one, per, percent, times, type Quantity } from './quantity.ts'
import type { MonthlyUsage } from './usage-profile.ts'
import { vectorGiB, vectorNeeds, type VectorsIn } from './vector-needs.ts'
import { add, mulDiv } from './whole.ts'

/** All that decides on what a tenant uses; how much of it is for the month to say. */
export type Uses = Pick<Tenant, 'region' | 'models'> &
  Readonly<{
    isolation: Pick<Tenant['isolation'], 'database' | 'cache' | 'vector'>
    /** Where its vectors are kept. */
    vectors: VectorsIn
    /** A PostgreSQL of its own, where the settings give it one. */
    instance: OwnInstance | undefined
    retired: boolean
    ownKey: boolean
  }>

/** What the settings say of where tenants live. */
export type Provisioning = Pick<Settings['provisioning'], 'vectors' | 'instances'>

/** No more of it than that. */
export function usesOf(tenant: Tenant, provisioning: Provisioning): Uses {
  const { region, lifecycle, models, isolation, data } = tenant
  const { database, cache, vector } = isolation
  const retired = lifecycle.state === 'retired'
  return {
    region,
    models,
    isolation: { database, cache, vector },
    ...{ vectors: provisioning.vectors, instance: ownInstanceOf(tenant, { provisioning }), retired },
    ownKey: hasOwnKey({ data, isolation }),
  }
}

/** What a tenant uses, from its isolation, quotas and models. */
export function monthlyNeeds(tenant: Uses, book: PriceBook): readonly Need[] {
  // A retired tenant runs nothing; what it stored is kept for the days of grace, which the estimate leaves out.
  if (tenant.retired) return []
  return [
    ...models(tenant, book),
    ...database(tenant),
    ...vectorNeeds(tenant),
    cache(tenant),
    ...storage(tenant),
    ...operations,
  ]
}

/** Queries are spread evenly over the models that answer; a model without an output price only embeds. */
function models(tenant: Uses, book: PriceBook): readonly Need[] {
  const ids = [...new Set(tenant.models)]
  const embeds = (id: string) =>
    priceOf(book, `model/${id}/input`, tenant.region) !== undefined &&
    priceOf(book, `model/${id}/output`, tenant.region) === undefined
  const answering = ids.filter((id) => !embeds(id))
  const queries = (usage: MonthlyUsage) => per(usage.queries, answering.length)
  return [
    ...answering.flatMap((id) => [
      million(`model/${id}/input`, `Model input, ${id}`, (usage) =>
        times(queries(usage), usage.inputTokensPerQuery),
      ),
      million(`model/${id}/output`, `Model output, ${id}`, (usage) =>
        times(queries(usage), usage.outputTokensPerQuery),
      ),
    ]),
    ...ids
      .filter(embeds)
      .map((id) =>
        million(`model/${id}/input`, `Embedding, ${id}`, ({ documents, queries: questions }) =>
          add(mulDiv(documents, tokensPerDocument, 1), mulDiv(questions, tokensPerQuestion, 1)),
        ),
      ),
  ]
}

const tokensPerDocument = 1000
const tokensPerQuestion = 50

const million = (sku: string, label: string, tokensIn: Need['quantityIn']): Need => ({
  sku,
  label,
  unit: 'million tokens',
  quantityIn: (usage) => per(tokensIn(usage), 1_000_000),
})

/** Queries a minute that one instance of each kind serves: this project's own round figures. */
const databaseServes = 2000
const cacheServes = 4000

function database({ isolation, vectors, instance: own }: Uses): readonly Need[] {
  const quantityIn = vectors === 'postgres' ? rowsAndVectors : rows
  if (own !== undefined) return instanceNeeds(own, quantityIn)
  const instance = (label: string, mode: IsolationMode): Need => ({
    sku: 'database/db.t4g.large',
    label: `${label}, ${machineWords[mode]}`,
    unit: 'hour',
    quantityIn: machineHours(mode, databaseServes),
  })
  return [
    instance('Database', isolation.database),
    // Vectors live in the tenant's database unless they have machines of their own, or are in another store.
    ...(isolation.vector === 'silo' && isolation.database !== 'silo'
      ? [instance('Vector search', 'silo')]
      : []),
    { sku: 'database/storage', label: 'Database storage', unit: 'GiB-month', quantityIn },
    { sku: 'database/backup', label: 'Database backup', unit: 'GiB-month', quantityIn },
  ]
}

const rows = (usage: MonthlyUsage): Quantity => percent(usage.storageGiB, 10)

/** Rows, vectors and indexes take a fifth of what the documents take, vectors half of that. */
const rowsAndVectors = (usage: MonthlyUsage): Quantity => add(rows(usage), vectorGiB(usage))

const cache = ({ isolation }: Uses): Need => ({
  sku: 'cache/t4g.medium',
  label: `Cache, ${machineWords[isolation.cache]}`,
  unit: 'hour',
  quantityIn: machineHours(isolation.cache, cacheServes),
})

const storage = ({ ownKey: hasKey }: Uses): readonly Need[] => [
  ...stored,
  ...(hasKey ? [ownKey] : []),
  traffic,
]

const stored: readonly Need[] = [
  {
    sku: 'storage/standard',
    label: 'Object storage',
    unit: 'GiB-month',
    quantityIn: ({ storageGiB }) => storageGiB,
  },
  {
    sku: 'storage/put',
    label: 'Object storage, writes',
    unit: 'thousand requests',
    quantityIn: ({ documents }) => per(documents, 1000),
  },
  // An answer cites five documents.
  {
    sku: 'storage/get',
    label: 'Object storage, reads',
    unit: 'thousand requests',
    quantityIn: ({ queries }) => mulDiv(queries, 5, 1000),
  },
]

const ownKey: Need = {
  sku: 'kms/key',
  label: 'Encryption key of its own',
  unit: 'month',
  quantityIn: () => one,
}

const traffic: Need = {
  sku: 'egress/internet',
  label: 'Traffic to the internet',
  unit: 'GiB',
  quantityIn: ({ egressGiB }) => egressGiB,
}

/** 2 KiB of log a query. */
const logs = ({ queries }: MonthlyUsage): Quantity => mulDiv(queries, 2, 1024 * 1024)

/** Logs are kept for a year (DPDP Rules 2025: 365 days at least); eight alarms, two secrets, one viewer. */
const operations: readonly Need[] = [
  { sku: 'logs/ingested', label: 'Logs, written', unit: 'GiB', quantityIn: logs },
  {
    sku: 'logs/stored',
    label: 'Logs, kept a year',
    unit: 'GiB-month',
    quantityIn: (usage) => mulDiv(logs(usage), 12, 1),
  },
  { sku: 'alarms/alarm', label: 'Alarms', unit: 'month', quantityIn: () => one * 8 },
  { sku: 'secrets/secret', label: 'Secrets', unit: 'month', quantityIn: () => one * 2 },
  { sku: 'dashboards/viewer', label: 'Dashboard viewer', unit: 'month', quantityIn: () => one },
]
