import type { EstateFile } from './estate-file.ts'
import { tenantFileLimits } from './yaml/document.ts'
import { readYaml } from './yaml/file.ts'

/** Whom a tenant file names as its owner, whatever else is wrong with it: an e-mail address, as far as it is one. */
export function ownerIn(file: EstateFile | undefined): string | undefined {
  const value = file && readYaml(file, tenantFileLimits).value
  if (typeof value !== 'object' || value === null || !('owner' in value)) return undefined
  return typeof value.owner === 'string' ? value.owner : undefined
}
