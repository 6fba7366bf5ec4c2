import { loadLocalReview } from '../git/load-local-review.ts'
import { loadEstate } from '../git/working-tree.ts'
import type { ReviewInput } from '../review/input.ts'
import { isRulePath } from '../tenant/estate-file.ts'
import { looksLikeTenantFile, tenantIdOf } from '../tenant/layout.ts'
import { parsePaths } from './estate-options.ts'

export type InputOptions = Readonly<{ repo: string; base?: string | undefined; head?: string | undefined }>

/**
 * What a command evaluates: with a base the changes since then, of the given paths; without one the given tenants
 * (or all) as if each were new.
 */
export async function loadLocalInput(
  paths: readonly string[],
  { repo, base, head }: InputOptions,
): Promise<ReviewInput> {
  const isNamed = parsePaths(paths, repo) ?? (() => true)
  const now = new Date().toISOString()
  if (base !== undefined) {
    const input = await loadLocalReview(repo, { base, head, now })
    return { ...input, files: input.files.filter(({ path }) => isNamed(path)) }
  }
  const files = loadEstate(repo)
  const tenants = files.filter(({ path }) => looksLikeTenantFile(path))
  const asked = tenants.filter(({ path }) => isNamed(path))
  return {
    pull: undefined,
    files: asked.map((after) => ({ path: after.path, before: undefined, after })),
    headPaths: files.map(({ path }) => path),
    rules: files.filter(({ path }) => isRulePath(path)),
    neighbours: tenants,
    // Whoever asks what is there does not onboard it: a retired tenant is fine.
    standing: tenants.flatMap(({ path }) => {
      const tenant = tenantIdOf(path)
      return tenant === undefined ? [] : [{ tenant, blob: undefined }]
    }),
    people: undefined,
    reviewed: {},
    on: now,
  }
}
