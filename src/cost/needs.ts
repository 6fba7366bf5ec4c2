import type { IsolationMode, Tenant } from '../tenant/tenant.ts'
import { priceOf, type PriceBook } from './price-book.ts'
import { one, per, percent, quantity, times, type Quantity } from './quantity.ts'
import type { MonthlyUsage } from './usage-profile.ts'

/** So much of one thing in a month. */
export type Need = Readonly<{ sku: string; label: string; unit: string; quantity: Quantity }>

/** What a tenant uses in such a month, from its isolation, quotas and models; always the same things in the same order. */
export function monthlyNeeds(tenant: Tenant, usage: MonthlyUsage, book: PriceBook): readonly Need[] {
  // A retired tenant runs nothing; what it stored is kept for the days of grace, which the estimate leaves out.
  if (tenant.lifecycle.state === 'retired') return []
  return [
    ...models(tenant, usage, book),
    ...database(tenant, usage),
    ...cache(tenant),
    ...storage(tenant, usage),
    ...operations(usage),
  ]
}

/** Queries are spread evenly over the models that answer; a model without an output price only embeds. */
function models(tenant: Tenant, usage: MonthlyUsage, book: PriceBook): readonly Need[] {
  const ids = [...new Set(tenant.models)]
  const embeds = (id: string) =>
    priceOf(book, `model/${id}/input`, tenant.region) !== undefined &&
    priceOf(book, `model/${id}/output`, tenant.region) === undefined
  const answering = ids.filter((id) => !embeds(id))
  const queries = answering.length === 0 ? 0n : per(usage.queries, BigInt(answering.length))
  return [
    ...answering.flatMap((id) => [
      million(`model/${id}/input`, `Model input, ${id}`, times(queries, usage.inputTokensPerQuery)),
      million(`model/${id}/output`, `Model output, ${id}`, times(queries, usage.outputTokensPerQuery)),
    ]),
    ...ids
      .filter(embeds)
      .map((id) =>
        million(
          `model/${id}/input`,
          `Embedding, ${id}`,
          usage.documents * tokensPerDocument + usage.queries * tokensPerQuestion,
        ),
      ),
  ]
}

const tokensPerDocument = 1000n
const tokensPerQuestion = 50n

const million = (sku: string, label: string, tokens: Quantity): Need => ({
  sku,
  label,
  unit: 'million tokens',
  quantity: per(tokens, 1_000_000n),
})

const hoursPerMonth = quantity(730)

/** Queries a minute that one instance of each kind serves: this project's own round figures. */
const databaseServes = 2000n
const cacheServes = 4000n

/** A pool pays its share of shared machines; a bridge too, but a tenth of one at least; a silo whole machines. */
function machines(mode: IsolationMode, tenant: Tenant, serves: bigint): Quantity {
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

function database(tenant: Tenant, usage: MonthlyUsage): readonly Need[] {
  const { isolation } = tenant
  const hours = (mode: IsolationMode) => times(machines(mode, tenant, databaseServes), hoursPerMonth)
  // Rows, vectors and indexes take a fifth of what the documents take.
  const gib = percent(usage.storageGiB, 20n)
  const instance = { sku: 'database/db.t3.large', unit: 'hour' }
  return [
    { ...instance, label: `Database, ${words[isolation.database]}`, quantity: hours(isolation.database) },
    // Vectors live in the tenant's database unless they have machines of their own.
    ...(isolation.vector === 'silo' && isolation.database !== 'silo'
      ? [{ ...instance, label: `Vector search, ${words.silo}`, quantity: hours('silo') }]
      : []),
    { sku: 'database/storage', label: 'Database storage', unit: 'GiB-month', quantity: gib },
    { sku: 'database/backup', label: 'Database backup', unit: 'GiB-month', quantity: gib },
  ]
}

const cache = (tenant: Tenant): readonly Need[] => [
  {
    sku: 'cache/m4.large',
    label: `Cache, ${words[tenant.isolation.cache]}`,
    unit: 'hour',
    quantity: times(machines(tenant.isolation.cache, tenant, cacheServes), hoursPerMonth),
  },
]

function storage(tenant: Tenant, usage: MonthlyUsage): readonly Need[] {
  const keys = tenant.isolation.storage === 'pool' ? 0n : one
  return [
    { sku: 'storage/standard', label: 'Object storage', unit: 'GiB-month', quantity: usage.storageGiB },
    {
      sku: 'storage/put',
      label: 'Object storage, writes',
      unit: 'thousand requests',
      quantity: per(usage.documents, 1000n),
    },
    // An answer cites five documents.
    {
      sku: 'storage/get',
      label: 'Object storage, reads',
      unit: 'thousand requests',
      quantity: per(usage.queries * 5n, 1000n),
    },
    { sku: 'kms/key', label: 'Encryption key of its own', unit: 'month', quantity: keys },
    { sku: 'egress/internet', label: 'Traffic to the internet', unit: 'GiB', quantity: usage.egressGiB },
  ]
}

/** 2 KiB of log a query, kept for a year (DPDP Rules 2025: 365 days at least); eight alarms, two secrets, one viewer. */
function operations(usage: MonthlyUsage): readonly Need[] {
  const logs = per(usage.queries * 2n, 1024n * 1024n)
  return [
    { sku: 'logs/ingested', label: 'Logs, written', unit: 'GiB', quantity: logs },
    { sku: 'logs/stored', label: 'Logs, kept a year', unit: 'GiB-month', quantity: logs * 12n },
    { sku: 'alarms/alarm', label: 'Alarms', unit: 'month', quantity: one * 8n },
    { sku: 'secrets/secret', label: 'Secrets', unit: 'month', quantity: one * 2n },
    { sku: 'dashboards/viewer', label: 'Dashboard viewer', unit: 'month', quantity: one },
  ]
}

const words: Readonly<Record<IsolationMode, string>> = {
  silo: 'machines of its own',
  bridge: 'a share of a machine, kept apart',
  pool: 'a share of a machine',
}
