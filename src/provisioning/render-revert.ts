import { clean, code, text } from '../tenant/markdown.ts'
import type { Operation } from './operation.ts'

/** The pull request that takes a failed change back out of the estate. */
export type RevertText = Readonly<{ branch: string; title: string; body: string; commitMessage: string }>

export const renderRevert = (operation: Operation): RevertText =>
  operation.state === 'UNAUTHORISED' ? takeBack(operation) : undo(operation)

/** What nobody decided on, before anything of it was done. */
function takeBack(operation: Operation): RevertText {
  const { id, tenant, file, sha, pull, lastGoodSha, reason, held } = operation
  const name = clean(tenant, 40)
  const [past, anyway] = held === undefined ? pastTheGate : heldBack
  const came = pull === undefined ? `commit ${sha.slice(0, 12)}` : `#${pull}`
  const title = lastGoodSha === undefined ? `Take ${name} out again` : `Restore ${name} to what was decided`
  const content =
    lastGoodSha === undefined ? `removes ${code(file)}` : `restores ${code(file)} to what stands`
  const body = `${text(reason ?? 'Nobody decided on it.', 600)}

Nothing of it was provisioned. This pull request ${content}, and touches nothing else.

- **Merge it** to bring the estate back in step with what was decided. Its merge provisions nothing.
- **Or open another pull request** with what is wanted, so that it is decided; once that is merged this one closes by itself.
${anyway}

<sub>operation ${code(id)} · ${came}</sub>
`
  return {
    branch: branchOf('take-back', operation),
    title: `${title} (${came} ${past})`,
    body,
    commitMessage: `${title}\n\n${came} ${past} and was not provisioned.\n\nLandlord-Operation: ${id}\n`,
  }
}

const pastTheGate = [
  'came past the gate',
  '- **In an emergency** a member of a team that the settings name under `breakGlass` comments `/landlord break-glass REASON`.',
] as const
const heldBack = [
  'asks for what is held back',
  '- **If all of that may really be done** a member of a team that the settings name as `provisioning.destroyTeams` comments `/landlord authorise-destroy` on the pull request that brought it.',
] as const

function undo(operation: Operation): RevertText {
  const { id, tenant, file, pull, lastGoodSha, reason } = operation
  const name = clean(tenant, 40)
  const title =
    lastGoodSha === undefined ? `Take ${name} out again` : `Restore ${name} to its last good state`
  const reality =
    lastGoodSha === undefined
      ? `The tenant was never active, and everything the operation had created is destroyed. This pull request removes ${code(file)}, so that the estate no longer asks for what is not there.`
      : `The tenant was applied again as it was at ${code(lastGoodSha.slice(0, 12))} and passed its checks. This pull request restores ${code(file)} to that content, and touches nothing else.`
  const came = pull === undefined ? 'A commit' : `#${pull}`
  const body = `${came} was merged, and ${code(tenant)} could not be provisioned:

> ${text(reason ?? 'The cause is in the provisioning report.', 600)}

${reality}

- **Merge it** to bring the estate back in step. Its merge provisions nothing.
- **Or mend the file** in another pull request; once that is merged this one closes by itself.
- Closing it unmerged leaves the estate asking for something that does not exist, and the operation waits for a person.

The full report is on ${pull === undefined ? 'this page' : `#${pull}`}.

<sub>operation ${code(id)}</sub>
`
  return {
    branch: branchOf('revert', operation),
    title: `${title} (${came} failed)`,
    body,
    commitMessage: `${title}\n\n${came} could not be provisioned and was rolled back.\n\nLandlord-Operation: ${id}\n`,
  }
}

/** `landlord/revert-acme-retail-01jd3v8k`; what is taken back and then done after all may still have to be undone. */
const branchOf = (what: 'revert' | 'take-back', { tenant, id }: Pick<Operation, 'tenant' | 'id'>): string =>
  `landlord/${what}-${tenant}-${id.slice(3, 11)}`
