import type { Tenant } from '../tenant/tenant.ts'

/**
 * The fields of a tenant that a variable of its scope is made of: under the same settings and on the same day, tenants
 * that are alike in these are alike in the variable. One that is not listed is made of more than that.
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
  ['suspension', ['lifecycle']],
  ['place', ['region']],
  ['data', ['data', 'region']],
  ['today', []],
])

/**
 * Tells tenants apart by what some variables of theirs are made of: the same text for those that are alike in it, and
 * undefined where that is not known of one of the variables.
 */
export function fingerprints(): (tenant: Tenant) => (variables: readonly string[]) => string | undefined {
  // Long values are compared once, and known by a number from then on.
  const numbers = new Map<string, number>()
  let last = 0
  const numberOf = (value: string): number => {
    if (numbers.size >= mostKept) numbers.clear()
    const number = numbers.get(value) ?? (last += 1)
    numbers.set(value, number)
    return number
  }
  return (tenant) => {
    const written = new Map<string, number>()
    const write = (variable: string): number | undefined => {
      const fields = madeOf.get(variable)
      return fields && numberOf(JSON.stringify(fields.map((field) => tenant[field] as unknown)))
    }
    return (variables) => {
      let print = ''
      for (const variable of variables) {
        const number = written.get(variable) ?? write(variable)
        if (number === undefined) return undefined
        written.set(variable, number)
        print += `${number} `
      }
      return print
    }
  }
}

const mostKept = 10_000
