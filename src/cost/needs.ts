import { hasOwnKey } from '../tenant/own-key.ts'
import type { IsolationMode, Tenant } from '../tenant/tenant.ts'
import { priceOf, type PriceBook } from './price-book.ts'
import { one, per, percent, quantity, times, type Quantity } from './quantity.ts'
import type { MonthlyUsage } from './usage-profile.ts'

/** One thing that a tenant uses, and how much of it in a month that is used like this. */
export type Need = Readonly<{
  sku: string
  label: string
  unit: string
  quantityIn: (usage: MonthlyUsage) => Quantity
}>

/** All that decides on what a tenant uses; how much of it is for the month to say. */
export type Uses = Pick<Tenant, 'region' | 'lifecycle' | 'models' | 'isolation' | 'quotas'> &
  Readonly<{ ownKey: boolean }>

/** No more of it than that. */
export const usesOf = ({ region, lifecycle, models, isolation, quotas, data }: Tenant): Uses => ({
  ...{ region, lifecycle, models, isolation, quotas },
  ownKey: hasOwnKey({ data, isolation }),
})

/** What a tenant uses, from its isolation, quotas and models. */
export function monthlyNeeds(tenant: Uses, book: PriceBook): readonly Need[] {
  // A retired tenant runs nothing; what it stored is kept for the days of grace, which the estimate leaves out.
  if (tenant.lifecycle.state === 'retired') return []
  return [...models(tenant, book), ...database(tenant), cache(tenant), ...storage(tenant), ...operations]
}

/** Queries are spread evenly over the models that answer; a model without an output price only embeds. */
function models(tenant: Uses, book: PriceBook): readonly Need[] {
  const ids = [...new Set(tenant.models)]
  const embeds = (id: string) =>
    priceOf(book, `model/${id}/input`, tenant.region) !== undefined &&
    priceOf(book, `model/${id}/output`, tenant.region) === undefined
  const answering = ids.filter((id) => !embeds(id))
  const queries = (usage: MonthlyUsage) => per(usage.queries, BigInt(answering.length))
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
        million(
          `model/${id}/input`,
          `Embedding, ${id}`,
          (usage) => usage.documents * tokensPerDocument + usage.queries * tokensPerQuestion,
        ),
      ),
  ]
}

const tokensPerDocument = 1000n
const tokensPerQuestion = 50n

const million = (sku: string, label: string, tokensIn: Need['quantityIn']): Need => ({
  sku,
  label,
  unit: 'million tokens',
  quantityIn: (usage) => per(tokensIn(usage), 1_000_000n),
})

const hoursPerMonth = quantity(730)

/** Queries a minute that one instance of each kind serves: this project's own round figures. */
const databaseServes = 2000n
const cacheServes = 4000n

/** A pool pays its share of shared machines; a bridge too, but a tenth of one at least; a silo whole machines. */
function machines(mode: IsolationMode, tenant: Uses, serves: bigint): Quantity {
  const share = per(quantity(tenant.quotas.queriesPerMinute), serves)
  switch (mode) {
    case 'pool':
      return share
    case 'bridge':
      return share > one / 10n ? share : one / 10n
    case 'silo':
      return share <= one ? one : ((share + one - 1n) / one) * one
  }
}

function database(tenant: Uses): readonly Need[] {
  const { isolation } = tenant
  const instance = (label: string, mode: IsolationMode): Need => ({
    sku: 'database/db.t4g.large',
    label: `${label}, ${words[mode]}`,
    unit: 'hour',
    quantityIn: hours(mode, tenant, databaseServes),
  })
  return [
    instance('Database', isolation.database),
    // Vectors live in the tenant's database unless they have machines of their own.
    ...(isolation.vector === 'silo' && isolation.database !== 'silo'
      ? [instance('Vector search', 'silo')]
      : []),
    { sku: 'database/storage', label: 'Database storage', unit: 'GiB-month', quantityIn: databaseGiB },
    { sku: 'database/backup', label: 'Database backup', unit: 'GiB-month', quantityIn: databaseGiB },
  ]
}

/** Rows, vectors and indexes take a fifth of what the documents take. */
const databaseGiB = (usage: MonthlyUsage): Quantity => percent(usage.storageGiB, 20n)

/** Machines run all month, however much they are used. */
function hours(mode: IsolationMode, tenant: Uses, serves: bigint): Need['quantityIn'] {
  const quantity = times(machines(mode, tenant, serves), hoursPerMonth)
  return () => quantity
}

const cache = (tenant: Uses): Need => ({
  sku: 'cache/t4g.medium',
  label: `Cache, ${words[tenant.isolation.cache]}`,
  unit: 'hour',
  quantityIn: hours(tenant.isolation.cache, tenant, cacheServes),
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
    quantityIn: ({ documents }) => per(documents, 1000n),
  },
  // An answer cites five documents.
  {
    sku: 'storage/get',
    label: 'Object storage, reads',
    unit: 'thousand requests',
    quantityIn: ({ queries }) => per(queries * 5n, 1000n),
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
const logs = ({ queries }: MonthlyUsage): Quantity => per(queries * 2n, 1024n * 1024n)

/** Logs are kept for a year (DPDP Rules 2025: 365 days at least); eight alarms, two secrets, one viewer. */
const operations: readonly Need[] = [
  { sku: 'logs/ingested', label: 'Logs, written', unit: 'GiB', quantityIn: logs },
  {
    sku: 'logs/stored',
    label: 'Logs, kept a year',
    unit: 'GiB-month',
    quantityIn: (usage) => logs(usage) * 12n,
  },
  { sku: 'alarms/alarm', label: 'Alarms', unit: 'month', quantityIn: () => one * 8n },
  { sku: 'secrets/secret', label: 'Secrets', unit: 'month', quantityIn: () => one * 2n },
  { sku: 'dashboards/viewer', label: 'Dashboard viewer', unit: 'month', quantityIn: () => one },
]

const words: Readonly<Record<IsolationMode, string>> = {
  silo: 'machines of its own',
  bridge: 'a share of a machine, kept apart',
  pool: 'a share of a machine',
}
