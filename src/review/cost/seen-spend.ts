import type { RiseBeside } from '../../approvals/cumulative.ts'
import { renderMoney, type Currency } from '../../tenant/money.ts'
import type { Change } from '../../tenant/change.ts'

/** What a cost centre takes on beside a change is kept among the rules of a seat under this name. */
const prefix = 'what else is taken on by cost centre '

/** By cost centre, in the estate's minor units a year, where a seat looks at budgets and something is taken on. */
export function spendBeside(
  changes: readonly Change[],
  besides: RiseBeside | undefined,
): readonly (readonly [string, string])[] {
  return changes.flatMap((change) => {
    const minor = besides?.(change) ?? 0n
    return minor === 0n ? [] : [[`${prefix}${change.after?.costCenter ?? ''}`, String(minor)] as const]
  })
}

type Kept = Readonly<Record<string, string>>

/**
 * Why an approval is not good for what a cost centre takes on by now; undefined where it is. As with what a change
 * costs it is good up to the amount that it saw: else the large half of a split is approved before the small ones
 * are merged beside it, and nobody is ever asked for the sum.
 */
export function beyondSpend(then: Kept, now: Kept, currency: Currency): string | undefined {
  const minor = (kept: Kept, name: string) => BigInt(Object.hasOwn(kept, name) ? (kept[name] ?? 0) : 0)
  const risen = Object.keys(now).find((name) => isSpend(name) && minor(now, name) > minor(then, name))
  if (risen === undefined) return undefined
  const amount = (kept: Kept) => renderMoney({ currency, minor: minor(kept, risen) })
  return `approved while cost centre ${risen.slice(prefix.length)} took on ${amount(then)} a year besides, and now it is ${amount(now)}: please review again`
}

export const isSpend = (name: string): boolean => name.startsWith(prefix)
