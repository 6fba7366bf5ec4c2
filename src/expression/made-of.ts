import type { Tenant } from '../tenant/tenant.ts'

/**
 * The fields of a tenant that a variable of its scope is made of: under the same settings and on the same day, tenants
 * that are alike in these are alike in the variable, if all of them stay as they are, or all of them come. One that is
 * not listed is made of more than that.
 */
export const madeOf: ReadonlyMap<string, readonly (keyof Tenant)[]> = new Map<
  string,
  readonly (keyof Tenant)[]
>([
  ...[
    ...(['id', 'name', 'tier', 'region', 'owner', 'businessUnit', 'costCenter', 'glCode'] as const),
    ...(['isolation', 'lifecycle', 'quotas', 'borrow', 'usage', 'models', 'features'] as const),
    ...(['contacts', 'boosts', 'waivers'] as const),
  ].map((name) => [name, [name]] as const),
  ['budget', ['budget']],
  // The kind is the same for all; what differs is by how much the budget grows.
  ['change', ['budget']],
  ['suspension', ['lifecycle']],
  ['place', ['region']],
  ['data', ['data', 'region']],
  ['today', []],
])

/** What some variables are made of together, the very same list for the same fields; undefined where that is not known. */
export function fieldsOf(variables: readonly string[]): Fields | undefined {
  if (!known.has(variables)) known.set(variables, collect(variables))
  return known.get(variables)
}

/** What is asked for has few lists of variables, which are the very same for the same variables. */
const known = new WeakMap<readonly string[], Fields | undefined>()

function collect(variables: readonly string[]): Fields | undefined {
  const fields = new Set<keyof Tenant>()
  for (const variable of variables) {
    const made = madeOf.get(variable)
    if (made === undefined) return undefined
    for (const field of made) fields.add(field)
  }
  const list = [...fields].toSorted()
  const key = list.join(' ')
  const same = lists.get(key) ?? list
  lists.set(key, same)
  return same
}

/** There are few: rules look at a handful of fields. */
const lists = new Map<string, Fields>()

export type Fields = readonly (keyof Tenant)[]

/** Tells tenants apart by some fields of theirs: the same number for those that are alike in all of them. */
export type Print = (fields: Fields) => number

/** What is compared once is known by a number from then on: long values, and what several of them are together. */
export function fingerprints(): (tenant: Tenant) => Print {
  const texts = new Map<string, number>()
  const others = new Map<string, number>()
  /** What one more field makes of what is alike so far. */
  const pairs = new Map<number, Map<number, number>>()
  let objects = new WeakMap<object, number>()
  let last = 0
  let kept = 0
  const numberIn = <Key>(known: Map<Key, number>, key: Key): number => {
    const number = known.get(key)
    if (number !== undefined) return number
    last += 1
    kept += 1
    known.set(key, last)
    return last
  }
  const forget = (): void => {
    texts.clear()
    others.clear()
    pairs.clear()
    objects = new WeakMap()
    kept = 0
  }
  const valueOf = (tenant: Tenant, field: keyof Tenant): number => {
    const value = tenant[field]
    if (typeof value === 'string') return numberIn(texts, value)
    if (value === undefined) return numberIn(others, '')
    const number = objects.get(value) ?? numberIn(others, textOf(tenant, field))
    objects.set(value, number)
    return number
  }
  const behind = (print: number): Map<number, number> => {
    const known = pairs.get(print) ?? new Map<number, number>()
    pairs.set(print, known)
    return known
  }
  return (tenant) => {
    // Of one tenant all numbers are of one time: what is alike is only forgotten between two.
    if (kept >= mostKept) forget()
    const values: Partial<Record<keyof Tenant, number>> = {}
    return (fields) => {
      let print = 0
      for (const field of fields) print = numberIn(behind(print), (values[field] ??= valueOf(tenant, field)))
      return print
    }
  }
}

/** JSON has no whole numbers as large as amounts of money may be. */
function textOf(tenant: Tenant, field: keyof Tenant): string {
  if (field !== 'budget') return JSON.stringify(tenant[field])
  const { declared, period } = tenant.budget
  return `${declared.minor} ${declared.currency} ${period}`
}

const mostKept = 50_000
