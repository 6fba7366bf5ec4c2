/** What a scalar without quotes means; undefined where readers differ. `terraform`: see `Limits`. */
export function plainValue(source: string, terraform: boolean): unknown {
  const first = source.charCodeAt(0)
  // A digit or a sign; only what JavaScript itself would write is a number here.
  if (first < 0x41 && first !== 0x2f) {
    if (!terraform && dayOrDuration.test(source)) return source
    const number = Number(source)
    return decimal.test(source) && String(number) === source ? number : undefined
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
/** A text, but for YAML 1.1, as Terraform reads it; and how long something takes, which is a text to everybody. */
const dayOrDuration = /^(?:\d{4}-\d\d-\d\d|[1-9]\d{0,3}[dhm])$/
const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/
/** What some reader takes for something else than a text. */
const otherwise = /^(?:y|yes|n|no|on|off|true|false|null|~)$/i

/** Like `Object.create(null)`, so that `__proto__` is a key like any other, but laid out once for all of its kind. */
export const Mapping = function () {
  // Fields come as they are read.
} as unknown as (new () => Mapping) & { prototype: unknown }
Mapping.prototype = Object.create(null)
export type Mapping = Record<string, unknown>
