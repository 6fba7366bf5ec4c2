import { pointerStep, pointerSteps } from '../pointer.ts'
import { Mapping } from './plain-value.ts'

/** Numbers that are written with more digits than they need (`0.60`), by the mapping or list that holds them. */
const written = new WeakMap<object, Map<string, string>>()

export function noteWritten(holder: object, key: string | number, source: string): void {
  written.set(holder, (written.get(holder) ?? new Map<string, string>()).set(String(key), source))
}

/** A scalar of a value that was read fast, as it is written: as JavaScript would write it, but for those. */
export function sourceIn(value: unknown, pointer: string): string | undefined {
  let part = value
  let source: string | undefined
  for (const step of pointerSteps(pointer)) {
    if (!isHolder(part) || !Object.hasOwn(part, step)) return undefined
    source = written.get(part)?.get(step)
    part = part[step]
  }
  return isScalar(part) ? (source ?? String(part)) : undefined
}

/** A value that was read fast, for another process: what JSON says of it, and how its numbers are written. */
export type KeptValue = Readonly<{
  value: unknown
  written: readonly (readonly [holder: string, key: string, source: string])[]
}>

export const keepValue = (value: unknown): KeptValue => ({ value, written: [...writtenBelow(value, '')] })

function* writtenBelow(part: unknown, at: string): Generator<KeptValue['written'][number]> {
  if (!isHolder(part)) return
  for (const [key, source] of written.get(part) ?? []) yield [at, key, source]
  for (const [key, inside] of Object.entries(part)) yield* writtenBelow(inside, at + pointerStep(key))
}

/** The same value again, laid out as it was read. */
export function valueAgain({ value, written: sources }: KeptValue): unknown {
  const again = withoutPrototype(value)
  for (const [holder, key, source] of sources) {
    const part = pointerSteps(holder).reduce<unknown>((from, step) => isHolder(from) && from[step], again)
    if (isHolder(part)) noteWritten(part, key, source)
  }
  return again
}

function withoutPrototype(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withoutPrototype)
  if (!isHolder(part)) return part
  const fields = new Mapping()
  for (const [key, value] of Object.entries(part)) fields[key] = withoutPrototype(value)
  return fields
}

const isHolder = (part: unknown): part is Readonly<Record<string, unknown>> =>
  typeof part === 'object' && part !== null

const isScalar = (part: unknown): part is string | number | boolean | null =>
  part === null || ['string', 'number', 'boolean'].includes(typeof part)
