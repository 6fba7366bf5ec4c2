import { clean, code, text } from '../tenant/markdown.ts'
import type { Operation } from './operation.ts'

/** The pull request that takes a failed change back out of the estate. */
export type RevertText = Readonly<{ branch: string; title: string; body: string; commitMessage: string }>

export function renderRevert(operation: Operation): RevertText {
  const { id, tenant, file, pull, lastGoodSha, reason } = operation
  const name = clean(tenant, 40)
  const title =
    lastGoodSha === undefined ? `Take ${name} out again` : `Restore ${name} to its last good state`
  const reality =
    lastGoodSha === undefined
      ? `The tenant was never active, and everything the operation had created is destroyed. This pull request removes ${code(file)}, so that the estate no longer asks for what is not there.`
      : `The tenant was applied again as it was at ${code(lastGoodSha.slice(0, 12))} and passed its checks. This pull request restores ${code(file)} to that content, and touches nothing else.`
  const body = `#${pull} was merged, and ${code(tenant)} could not be provisioned:

> ${text(reason ?? 'The cause is in the provisioning report.', 600)}

${reality}

- **Merge it** to bring the estate back in step. Its merge provisions nothing.
- **Or mend the file** in another pull request; once that is merged this one closes by itself.
- Closing it unmerged leaves the estate asking for something that does not exist, and the operation waits for a person.

The full report is on #${pull}.

<sub>operation ${code(id)}</sub>
`
  return {
    branch: revertBranch(operation),
    title: `${title} (#${pull} failed)`,
    body,
    commitMessage: `${title}\n\n#${pull} could not be provisioned and was rolled back.\n\nLandlord-Operation: ${id}\n`,
  }
}

/** `landlord/revert-acme-retail-01jd3v8k` */
const revertBranch = ({ tenant, id }: Pick<Operation, 'tenant' | 'id'>): string =>
  `landlord/revert-${tenant}-${id.slice(3, 11)}`
