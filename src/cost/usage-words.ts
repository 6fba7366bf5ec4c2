import type { CostLine } from './estimate.ts'
import { renderQuantity } from './quantity.ts'

/** "8 alarms", "365 machine hours", "1,250 thousand requests": how much of a line's thing there is in a month. */
export function usageWords({ sku, quantity, unit }: Pick<CostLine, 'sku' | 'quantity' | 'unit'>): string {
  const shown = renderQuantity(quantity)
  const [whole = '', fraction] = shown.split('.')
  const number =
    whole.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`)
  const noun = nounOf(sku, unit)
  return `${number} ${noun}${shown !== '1' && countable.has(unit) ? 's' : ''}`
}

/** Units that are one thing a month are called by that thing, the last step of the sku: `alarms/alarm`. */
function nounOf(sku: string, unit: string): string {
  if (unit === 'month') return sku.split('/').at(-1) ?? unit
  return unit === 'hour' ? 'machine hour' : unit
}

const countable: ReadonlySet<string> = new Set(['month', 'hour', 'GiB-month'])
