import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../src/estate/template.ts'
import { random } from '../check-estate.ts'

/** One pull request of the proof, from its opening to its end. */
export type PlannedPull = Readonly<{
  /** Also its branch and its title. */
  name: string
  kind: Kind
  author: string
  /** Tenant files as they are opened with, and as the push leaves them that comes later. */
  opened: Files
  updated: Files
}>

/** By tenant. */
type Files = Readonly<Record<string, string>>

/**
 * `small` asks nobody · `large` asks the CFO · `grows`: pushed to after it was approved, and approved once more ·
 * `pair` brings two tenants · `leaks`: its tenant fails verification and is undone · `closed`: never merged
 */
type Kind = (typeof kinds)[number]
const kinds = ['small', 'large', 'grows', 'pair', 'leaks', 'closed'] as const

/** Of a hundred pull requests; the first of each kind come early, so that a small proof has all of them. */
const shares: Readonly<Record<Kind, number>> = {
  small: 53,
  large: 30,
  grows: 6,
  pair: 5,
  leaks: 3,
  closed: 3,
}

/** The same seed gives the same pull requests. */
export function planPulls(count: number, seed: number): readonly PlannedPull[] {
  const next = random(seed)
  return Array.from({ length: count }, (_, index) => planPull(index, kinds[index] ?? draw(next), next))
}

function draw(next: () => number): Kind {
  let left = next() * 100
  return kinds.find((kind) => (left -= shares[kind]) < 0) ?? 'small'
}

function planPull(index: number, kind: Kind, next: () => number): PlannedPull {
  const name = `chaos-${kind}-${String(index).padStart(3, '0')}`
  const tenants = kind === 'pair' ? [`${name}-a`, `${name}-b`] : [name]
  const lakh = kind === 'large' || kind === 'grows' ? 12 + Math.floor(next() * 8) : 6
  const write = (storageGiB: number, lakh: number): Files =>
    Object.fromEntries(tenants.map((tenant) => [tenant, tenantText(tenant, { lakh, storageGiB })]))
  return {
    name,
    kind,
    author: ['ria', 'hari', 'esha'][Math.floor(next() * 3)] ?? 'ria',
    opened: write(20 + Math.floor(next() * 10), lakh),
    updated: write(40 + Math.floor(next() * 10), kind === 'grows' ? lakh + 4 : lakh),
  }
}

const example = readFileSync(join(packageRoot(), 'tenants/bazaar-retail.yaml'), 'utf8')

type About = Readonly<{ lakh: number; storageGiB: number }>

/** The example estate's shop, so small that hundreds of them find room in its pool. */
const tenantText = (id: string, { lakh, storageGiB }: About): string =>
  example
    .replace(/^id: .*$/m, `id: ${id}`)
    .replace('name: Bazaar Retail', `name: Shop ${id}`)
    .replace(/^budget: .*$/m, `budget: { amount: ${lakh * 100_000}, currency: INR, period: year }`)
    .replace('storageGiB: 60', `storageGiB: ${storageGiB}`)
    .replace(
      /^usage:$/m,
      'quotas: { queriesPerMinute: 30, documentsPerMonth: 3000, storageGiB: 50 }\n\nusage:',
    )
