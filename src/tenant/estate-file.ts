/** One file of the estate at one commit, as git stores it. */
export type EstateFile = Readonly<{
  path: string
  /** Git object id (SHA-1) of the content. */
  blob: string
  mode: '100644' | '100755' | '120000' | '160000'
  /** Bytes. */
  size: number
  /** Absent when the file is larger than `maxFileBytes`, a symlink or a submodule: nobody needs to read it. */
  bytes: Uint8Array | undefined
}>

/** One path before and after. A rename is the old path going and the new one coming. */
export type FileChange = Readonly<{
  path: string
  before: EstateFile | undefined
  after: EstateFile | undefined
}>

export const tenantsFolder = 'tenants/'
export const rulesFolder = '.github/landlord/'

/** A tenant file is 40 lines; 256 KiB is beyond any honest one and keeps one file from stalling the check. */
export const maxTenantFileBytes = 256 * 1024

export const isRulePath = (path: string): boolean => path.startsWith(rulesFolder)

/** Price books are long; beyond this a rule file is not read and the gate stays closed. */
export const maxRuleFileBytes = 3 * 1024 * 1024

/** How much of a file anybody reads: the gate and all that comes after it see the same rules. */
export const maxFileBytes = (path: string): number =>
  isRulePath(path) ? maxRuleFileBytes : maxTenantFileBytes
