import { createHash } from 'node:crypto'
import type { Boost } from '../tenant/boost.ts'
import { clean, code, text } from '../tenant/markdown.ts'
import type { TenantId } from '../tenant/tenant.ts'

/** The pull request that takes boosts which are over out of a tenant file. */
export type BoostEnd = Readonly<{ branch: string; title: string; body: string; commitMessage: string }>

export const boostEndPrefix = 'landlord/end-boost-'

/** One branch for one set of boosts, so that nobody is asked twice: not even if somebody closed it. */
export const boostEndBranch = (tenant: TenantId, ended: readonly Boost[]): string =>
  `${boostEndPrefix}${tenant}-${createHash('sha256').update(JSON.stringify(ended)).digest('hex').slice(0, 8)}`

/** Whose boosts a pull request of that branch ends; undefined: it is another's branch. */
export const boostEndTenant = (branch: string): TenantId | undefined =>
  /^landlord\/end-boost-([a-z][a-z0-9-]*)-[0-9a-f]{8}$/.exec(branch)?.[1]

export function renderBoostEnd(tenant: TenantId, file: string, ended: readonly Boost[]): BoostEnd {
  const name = clean(tenant, 40)
  const [first] = ended
  const what = ended.length === 1 ? 'the boost' : `${ended.length} boosts`
  const rows = ended.map(
    ({ quota, by, until, reason }) =>
      `- ${by.toLocaleString('en-GB')} more of ${code(quota)} until ${text(until)}: ${text(reason, 300)}`,
  )
  const title = `End ${what} of ${name}`
  return {
    branch: boostEndBranch(tenant, ended),
    title: `${title}${ended.length === 1 && first !== undefined ? `, over since ${clean(first.until, 10)}` : ''}`,
    commitMessage: `${title}\n\nTheir last day has passed, so they count for nothing any more.\n`,
    body: `The quota of ${code(tenant)} was raised for a time, and the time is over:

${rows.join('\n')}

It counts for nothing since then. This pull request takes it out of ${code(file)}, and touches nothing else.

- **Merge it.** No seat with a condition opens, since nothing comes about that does not stand already.
- **Or write a later day** in another pull request, if it is needed for longer: that one is reviewed like any raise. This one closes by itself.
- Closing it leaves the lines in the file, where they mean nothing; it is not opened again.
`,
  }
}

export const doneByHand =
  'The file holds no boost that is over any more, so there is nothing left to do here.'
