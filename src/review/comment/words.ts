import type { Change } from '../../tenant/change.ts'

/** "1 tenant", "3 tenants". */
export const count = (number: number, noun: string): string =>
  `${number} ${number === 1 ? noun : noun.endsWith('y') ? noun.slice(0, -1) + 'ies' : noun + 's'}`

/** "a", "a and b", "a, b and c". */
export function series(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}

/** What a change is called in a table. */
export const kindWords: Readonly<Record<Change['kind'], string>> = {
  onboard: 'new tenant',
  change: 'change',
  suspend: 'suspension',
  resume: 'resumption',
  retire: 'retirement',
  remove: 'file removed',
}
