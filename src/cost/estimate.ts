import type { Money } from '../tenant/money.ts'
import type { TenantId } from '../tenant/tenant.ts'
import type { Quantity } from './quantity.ts'

/** What one tenant costs in a month, and what every figure rests on. */
export type Estimate = Readonly<{
  tenant: TenantId
  /** In the estate's currency; the sum of the priced lines. */
  monthly: Range
  lines: readonly CostLine[]
  /** What the figure leaves out, in plain words: "Grafana in eu-west-1 has no price". */
  exclusions: readonly string[]
}>

export type Range = Readonly<{ low: Money; expected: Money; high: Money }>

export type CostLine = Readonly<{
  sku: string
  /** What it is in words: "Model input, gpt-4o". */
  label: string
  /** Per month; written out where it is shown, by `renderQuantity`. */
  quantity: Quantity
  unit: string
  /** In the price book's currency, as a decimal string; undefined = not priced, never ₹0. */
  unitPrice: string | undefined
  monthly: Money | undefined
  source: string | undefined
  /** It stands however little is used. */
  fixed: boolean
}>

/** As much of an estimate as decides something. */
export type Costing = Readonly<{
  /** Of a month, in the estate's currency: what has a price. */
  expected: Money
  unpriced: readonly CostLine[]
  /** How many lines there are. */
  parts: () => number
}>
