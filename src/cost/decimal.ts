/** Exact decimals as whole numbers: `parseDecimal('0.0004', 8)` is 40 000 hundred-millionths. No float is ever asked. */

/** The digits of a plain decimal number, times 10^places; undefined if it is none, or finer than that. */
export function parseDecimal(text: string, places: number): bigint | undefined {
  const [, whole, fraction = ''] = /^(\d{1,18})(?:\.(\d{1,30}))?$/.exec(text) ?? []
  const digits = fraction.replace(/0+$/, '')
  if (whole === undefined || digits.length > places) return undefined
  return BigInt(whole + digits.padEnd(places, '0'))
}

/** `0.0004`, `1200`: no empty decimals beyond the first `least`. */
export function renderDecimal(value: bigint, places: number, least = 0): string {
  const one = powers[places] ?? 10n ** BigInt(places)
  if (least === 0 && value % one === 0n) return (value / one).toString()
  const digits = value.toString().padStart(places + 1, '0')
  const fraction = digits
    .slice(digits.length - places)
    .replace(/0+$/, '')
    .padEnd(least, '0')
  return `${digits.slice(0, digits.length - places)}${fraction === '' ? '' : `.${fraction}`}`
}

const powers: readonly bigint[] = Array.from({ length: 10 }, (_, places) => 10n ** BigInt(places))

/** a ÷ b for a ≥ 0, b > 0, a half rounded up. */
export const divideHalfUp = (a: bigint, b: bigint): bigint => (a + b / 2n) / b
