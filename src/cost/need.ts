import type { Quantity } from './quantity.ts'
import type { MonthlyUsage } from './usage-profile.ts'

/** One thing that a tenant uses, and how much of it in a month that is used like this. */
export type Need = Readonly<{
  sku: string
  label: string
  unit: string
  quantityIn: (usage: MonthlyUsage) => Quantity
}>
