import type { Money } from '../tenant/money.ts'
import type { CostLine, Estimate } from './estimate.ts'

/** What makes an estimate, or its change, as large as it is: "the model gpt-4o", and by how much. */
export type CostDriver = Readonly<{ says: string; monthly: Money }>

/** The largest first, both ways; what is less than a hundredth of all of it is no driver. */
export function costDrivers(before: Estimate | undefined, after: Estimate, most = 2): readonly CostDriver[] {
  const { currency } = after.monthly.expected
  const parts = new Map<string, bigint>()
  const tally = (lines: readonly CostLine[], sign: bigint): void => {
    for (const { sku, label, monthly } of lines) {
      const part = partOf(sku, label)
      if (monthly?.currency === currency) parts.set(part, (parts.get(part) ?? 0n) + sign * monthly.minor)
    }
  }
  tally(before?.lines ?? [], -1n)
  tally(after.lines, 1n)
  const all = [...parts].map(([says, minor]) => ({ says, minor, size: minor < 0n ? -minor : minor }))
  const sum = all.reduce((total, { size }) => total + size, 0n)
  return all
    .filter(({ size }) => size > 0n && size * 100n >= sum)
    .toSorted((a, b) => (a.size === b.size ? 0 : a.size > b.size ? -1 : 1))
    .slice(0, most)
    .map(({ says, minor }) => ({ says, monthly: { currency, minor } }))
}

/** All lines of one model or one kind of machine are one part. */
function partOf(sku: string, label: string): string {
  const [kind = '', ...rest] = sku.split('/')
  if (kind === 'model') return `the model ${rest.slice(0, -1).join('/')}`
  return parts[kind] ?? label
}

const parts: Readonly<Record<string, string>> = {
  database: 'the database',
  cache: 'the cache',
  storage: 'object storage',
  kms: 'the encryption key',
  egress: 'traffic to the internet',
  logs: 'logs',
  alarms: 'alarms',
  secrets: 'secrets',
  dashboards: 'dashboards',
}
