import { code } from '../tenant/markdown.ts'
import { purgeApprovers } from './deadlines.ts'
import type { Operation, OperationState } from './operation.ts'

/** What happens next, and whose turn it is. */
export function renderNext(operation: Operation): string {
  const says = next[operation.state](operation)
  return says === '' ? '' : `**What happens next:** ${says}`
}

const next: Readonly<Record<OperationState, (operation: Operation) => string>> = {
  QUEUED: ({ wave }) =>
    wave === undefined || wave.index === 0
      ? 'it starts by itself when the work before it on this tenant is over.'
      : `it is in wave ${wave.index} of its merge, and starts by itself when the tenants before it stand; when ${wave.stopAfterFailures} of them fail, or the canary does, it is not begun.`,
  DISPATCHED: () => 'the workflow starts as soon as a runner is free.',
  APPLYING: () =>
    'its resources are applied, then configured, then verified by eight checks. Nobody has to do anything.',
  CONFIGURING: ({ movesFrom }) =>
    `${movesFrom === undefined ? '' : `the data of ${code(movesFrom)} comes, then `}eight checks on the live resources. Nobody has to do anything.`,
  COPYING: ({ movesFrom = '' }) =>
    `both are read in full and compared, then eight checks. ${code(movesFrom)} keeps everything, and goes on reading; if they differ, ${code('movedFrom')} is taken back.`,
  VERIFYING: () => 'when the checks pass it is active; when one fails everything is undone.',
  ACTIVE: () => '',
  UNKNOWN: () =>
    'the same work is dispatched again after a short pause, and continues where it stopped. Nothing is destroyed for not knowing.',
  ROLLING_BACK: ({ lastGoodSha }) =>
    lastGoodSha === undefined
      ? 'all that this operation created is destroyed; the tenant was never active.'
      : `the tenant is applied again as it was at ${code(lastGoodSha.slice(0, 12))}, and verified.`,
  ROLLED_BACK: () => 'a pull request that takes the change back is opened.',
  REVERT_PR: ({ revertPull = 0, file }) =>
    `merge #${revertPull}, which restores ${code(file)}, or mend the file in another pull request; then #${revertPull} closes by itself.`,
  UNAUTHORISED: ({ revertPull, file, held }) =>
    [
      'nothing was provisioned, and nothing will be, until somebody decides.',
      ...(revertPull === undefined
        ? ['A pull request that takes it back is being opened.']
        : [
            `Merge #${revertPull}, which takes ${code(file)} back; then ask for it in a pull request of its own.`,
          ]),
      held === undefined
        ? 'In an emergency a member of a team that the settings name under `breakGlass` comments `/landlord break-glass REASON`, here or there: it is provisioned at once, under that name.'
        : 'Or, if all of that may really be done, a member of a team that the settings name as `provisioning.destroyTeams`, and not who opened the pull request, comments `/landlord authorise-destroy`: then this very plan is carried out, and any other is held again.',
    ].join(' '),
  SUSPENDED: () => '',
  RETIRING: () =>
    'everything the tenant has is exported and read again. Nothing is deleted; after that its time of grace begins.',
  GRACE: ({ retirement, file }) =>
    [
      `nothing is deleted before ${code((retirement?.purgeAfter ?? '').slice(0, 10))}. Until then setting ${code('lifecycle: active')} in ${code(file)} brings the tenant back.`,
      `To delete it for good after that day, ${purgeApprovers} people of the teams that the settings name under ${code('retirement')} comment ${code('/landlord purge')} here (${retirement?.approvals.length ?? 0} so far). Without them it is kept.`,
      ...(retirement?.warned ?? []).slice(-1).map((days) => `**At most ${days} days are left.**`),
    ].join(' '),
  PURGING: () => 'all that is left of the tenant is deleted, and it is looked whether it is gone.',
  PURGED: ({ file }) =>
    `nothing. The id stays taken, so that nobody ever gets what was meant for this tenant; ${code(file)} may be deleted.`,
  INSPECTED: () => '',
  REVERTED: () => 'nothing. Open a new pull request when the cause is mended.',
  QUARANTINED: () =>
    'nothing, until somebody has looked: Landlord leaves the tenant exactly as it is. Once the cause is mended, change the tenant file in a new pull request; its merge provisions again.',
}
