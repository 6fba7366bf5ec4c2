import { tenantsFolder, type FileChange } from './estate-file.ts'
import type { Finding } from './finding.ts'
import { lazily } from './once.ts'
import { quote } from './yaml/quote.ts'
import type { TenantId } from './tenant.ts'

/** The id of the tenant whose file has this path; undefined for every other path. */
export const tenantIdOf = (path: string): TenantId | undefined =>
  /^tenants\/([a-z][a-z0-9-]{1,38}[a-z0-9])\.yaml$/.exec(path)?.[1]

/** The one place of a tenant's file. */
export const tenantPath = (id: TenantId): string => `${tenantsFolder}${id}.yaml`

/** Whether someone most likely meant a tenant file, at the right place or not. */
export const looksLikeTenantFile = (path: string): boolean => /^tenants\/.*\.ya?ml$/i.test(path)

/**
 * Tenant files that would be overlooked or taken for one another: in a subfolder, with another ending or in
 * another case. Ids that only share a beginning (`acme`, `acme-retail`) are fine: every resource name holds the
 * whole id between characters that no id has.
 */
export function layoutFindings(paths: readonly string[]): readonly Finding[] {
  const present = lazily(() => new Set(paths))
  return paths.flatMap((path) => {
    if (tenantIdOf(path) !== undefined || !looksLikeTenantFile(path)) return []
    const id = meantId(path)
    if (id === undefined)
      return [
        finding('estate/file-name', path, {
          says: 'The name of this file cannot be a tenant id: 3 to 40 lower-case letters, digits and hyphens, first a letter.',
          fix: 'Rename it, for example `tenants/acme-retail.yaml`.',
        }),
      ]
    const right = tenantPath(id)
    if (present().has(right))
      return [
        finding('estate/same-id', path, {
          says: `This file stands for the tenant \`${id}\`, which \`${right}\` describes already.`,
          fix: `Keep one of them, as \`${right}\`.`,
        }),
      ]
    return [finding('estate/file-place', path, { says: misplaced(path), fix: `Rename it to \`${right}\`.` })]
  })
}

/** A tenant file that only changed its path: its id would change, and with it every resource. */
export function moveFindings(files: readonly FileChange[]): readonly Finding[] {
  const gone = new Map(
    files.flatMap(({ path, before, after }) =>
      before !== undefined && after === undefined && tenantIdOf(path) !== undefined
        ? [[before.blob, path] as const]
        : [],
    ),
  )
  return files.flatMap(({ path, before, after }) => {
    const from = before === undefined && after !== undefined ? gone.get(after.blob) : undefined
    if (from === undefined || !looksLikeTenantFile(path)) return []
    return [
      finding('estate/moved', path, {
        says: `${quote(from)} was moved here; a tenant's file keeps its place, because its name is the tenant's id.`,
        fix: `Move it back to \`${from}\`.`,
      }),
    ]
  })
}

function meantId(path: string): TenantId | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return tenantIdOf(tenantPath(name.toLowerCase().replace(/\.ya?ml$/, '')))
}

function misplaced(path: string): string {
  if (!path.startsWith(tenantsFolder)) return 'Tenant files lie in `tenants/`, in lower case.'
  if (path.split('/').length > 2) return 'A tenant file in a subfolder is not read.'
  if (!path.endsWith('.yaml')) return 'A tenant file has to end in `.yaml`.'
  return 'The name of a tenant file is written in lower case.'
}

const finding = (rule: string, file: string, words: Readonly<{ says: string; fix: string }>): Finding => ({
  rule,
  severity: 'deny',
  file,
  line: 1,
  column: 1,
  pointer: '',
  ...words,
})
