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

/** Writes down all that some variables of a tenant are made of; undefined where that is not known of one of them. */
export function fingerprint(tenant: Tenant): (variables: readonly string[]) => string | undefined {
  const written = new Map<string, string | undefined>()
  const write = (variable: string): string | undefined => {
    const fields = madeOf.get(variable)
    return fields && JSON.stringify(fields.map((field) => tenant[field] as unknown))
  }
  return (variables) => {
    let print = ''
    for (const variable of variables) {
      const known = written.get(variable) ?? write(variable)
      if (known === undefined) return undefined
      written.set(variable, known)
      print += known
    }
    return print
  }
}
