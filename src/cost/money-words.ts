import { divideHalfUp } from './decimal.ts'
import { renderMoney, type Money } from '../tenant/money.ts'

/** `₹94,988`: whole rupees, for a reader who decides; the paisa stand in the lines. */
export const renderWhole = ({ currency, minor }: Money): string =>
  renderMoney({ currency, minor: rounded(minor, 100n) * 100n })

/** `₹11.4 lakh`, `₹1.25 crore`: two decimals at most; below a lakh, and in other currencies, whole units. */
export function renderLarge(money: Money): string {
  const size = money.minor < 0n ? -money.minor : money.minor
  if (money.currency !== 'INR' || size < lakhPaisa - 50n) return renderWhole(money)
  // ₹99.996 lakh is ₹1 crore once it is rounded.
  const [unit, word] = size >= crorePaisa - lakhPaisa / 200n ? [crorePaisa, 'crore'] : [lakhPaisa, 'lakh']
  const inUnits = { ...money, minor: rounded(money.minor * 100n, unit) }
  return `${renderMoney(inUnits).replace(/(\.\d)0$/, '$1')} ${word}`
}

/** `+₹25,012`, `−₹300`, `±₹0`. */
export function renderDifference(money: Money, render: (money: Money) => string = renderWhole): string {
  const { minor } = money
  const size = render({ ...money, minor: minor < 0n ? -minor : minor })
  return `${minor > 0n ? '+' : minor < 0n ? '−' : '±'}${size}`
}

/** `+26 %`, `−4.2 %` of what it was: one decimal below ten; undefined where it was nothing, or grew tenfold. */
export function renderChange(before: Money, after: Money): string | undefined {
  if (before.minor <= 0n || before.currency !== after.currency) return undefined
  const minor = after.minor - before.minor
  const tenths = divideHalfUp((minor < 0n ? -minor : minor) * 1000n, before.minor)
  // A tenfold is no percentage that anyone can picture.
  if (tenths >= 10_000n) return undefined
  const sign = minor > 0n ? '+' : minor < 0n ? '−' : '±'
  if (tenths === 0n) return minor === 0n ? '±0 %' : `${sign}<0.1 %`
  const shown =
    tenths >= 100n ? String((tenths + 5n) / 10n) : `${tenths / 10n}.${tenths % 10n}`.replace(/\.0$/, '')
  return `${sign}${shown} %`
}

/** A half goes away from zero. */
const rounded = (minor: bigint, unit: bigint): bigint =>
  minor < 0n ? -divideHalfUp(-minor, unit) : divideHalfUp(minor, unit)

const lakhPaisa = 10_000_000n
const crorePaisa = 1_000_000_000n
