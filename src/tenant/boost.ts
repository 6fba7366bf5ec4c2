import type { Quotas } from './quotas.ts'

/** A quota that is higher for a time. */
export type Boost = Readonly<{
  quota: keyof Quotas
  /** On top of the quota, in its unit. */
  by: number
  /** ISO date, the last day on which it counts. */
  until: string
  reason: string
}>

/** Whether it counts no more on that day (ISO date). */
export const isOver = ({ until }: Pick<Boost, 'until'>, on: string): boolean => until < on

/** The guaranteed quotas of one day: the nominal ones and the boosts that last. */
export function quotasOn(
  { quotas, boosts = [] }: Readonly<{ quotas: Quotas; boosts?: readonly Boost[] | undefined }>,
  on: string,
): Quotas {
  if (boosts.length === 0) return quotas
  const more = (quota: keyof Quotas): number =>
    boosts
      .filter((boost) => boost.quota === quota && !isOver(boost, on))
      .reduce((sum, { by }) => sum + by, quotas[quota])
  return {
    queriesPerMinute: more('queriesPerMinute'),
    documentsPerMonth: more('documentsPerMonth'),
    storageGiB: more('storageGiB'),
  }
}
