/** What a scalar without quotes means; undefined where readers differ. `terraform`: see `Limits`. */
export function plainValue(source: string, terraform: boolean): unknown {
  const first = source.charCodeAt(0)
  // A digit or a sign; only what JavaScript itself would write is a number here, cents apart.
  if (first < 0x41 && first !== 0x2f) {
    if (wordsAnyway.test(source) || (!terraform && dayOrDuration.test(source))) return source
    const number = Number(source)
    const shortest = terraform ? source : source.replace(cents, '')
    return decimal.test(source) && String(number) === shortest ? number : undefined
  }
  if (source.length > 5 || !otherwise.test(source)) return source
  if (source === 'true') return true
  if (source === 'false') return false
  return source === 'null' ? null : undefined
}

/** Whether it is a key to every reader. */
export const isPlainName = (key: string): boolean =>
  plainName.test(key) && (key.length > 5 || !otherwise.test(key))

const plainName = /^[A-Za-z_][\w.-]*$/
/** `45 CFR 164.312`, `(a || b) && c`. */
const wordsAnyway = /^(?:\d+ [A-Za-z]|\([A-Za-z])/
/** What rules write for people: `0.60`, `10.00`. `sourceOf` gives it as it is written. */
const cents = /(?<=\.\d*[1-9])0+$|\.0+$/
/** A text, but for YAML 1.1, as Terraform reads it; and how long something takes, which is a text to everybody. */
const dayOrDuration = /^(?:\d{4}-\d\d(?:-\d\d)?|[1-9]\d{0,3}[dhm])$/
const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/
/** What some reader takes for something else than a text. */
const otherwise = /^(?:y|yes|n|no|on|off|true|false|null|~)$/i

/** Like `Object.create(null)`, so that `__proto__` is a key like any other, but laid out once for all of its kind. */
export const Mapping = function () {
  // Fields come as they are read.
} as unknown as (new () => Mapping) & { prototype: unknown }
Mapping.prototype = Object.create(null)
export type Mapping = Record<string, unknown>
