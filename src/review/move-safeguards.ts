import type { Tenant } from '../tenant/tenant.ts'

/**
 * What the old tenant's file says of its data, and the new one's does not: by that, rules and seats decide. Region and
 * transfers are the new one's own.
 */
export function losesSafeguards({ data: from }: Tenant, { data: to }: Tenant): readonly string[] {
  const missing = (what: 'categories' | 'subjects' | 'frameworks'): string[] => {
    const known: readonly string[] = to[what]
    const lost = from[what].filter((one) => !known.includes(one))
    return lost.length === 0 ? [] : [`${what} ${lost.join(', ')}`]
  }
  return [
    ...(rank(to.classification) < rank(from.classification) ? [`classification ${from.classification}`] : []),
    ...missing('categories'),
    ...missing('subjects'),
    ...missing('frameworks'),
    ...((to.retentionDays ?? 0) < (from.retentionDays ?? 0)
      ? [`retentionDays ${from.retentionDays ?? 0}`]
      : []),
    ...(from.legalHold && !to.legalHold ? ['legalHold'] : []),
    ...(from.paymentSystem === true && to.paymentSystem !== true ? ['paymentSystem'] : []),
  ]
}

const rank = (classification: Tenant['data']['classification']): number =>
  ['public', 'internal', 'confidential', 'restricted'].indexOf(classification)
