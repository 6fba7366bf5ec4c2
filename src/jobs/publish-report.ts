import type { OperationIO } from '../flows/run-operation.ts'
import { OverBudget } from '../github/limits/pace.ts'
import { publishComment } from '../github/publish/publish-comment.ts'
import { isOpen } from '../provisioning/operation.ts'
import { hasHealed, tellOfInspection } from './tell-inspection.ts'
import type { World } from './world.ts'

/** Until when GitHub's limits have no room for what is merely under way, by installation; milliseconds since 1970. */
const fullUntil = new Map<number, number>()

/**
 * Tells of an operation where people look: on its pull request, or in the issue of an inspection. Throws `OverBudget` where
 * that has to wait. `inTurn`: what stands in line for its dispatch tells of nothing that is under way.
 */
export const publishReport =
  (world: World, { inTurn }: Readonly<{ inTurn: boolean }>): OperationIO['publishReport'] =>
  async (operation, comment) => {
    const { estate, pull, revertPull } = operation
    const tellInIssue = async (): Promise<void> =>
      tellOfInspection(operation, await world.github.as(estate.installation), await world.github.app())
    if (operation.kind === 'inspect') {
      if (!isOpen(operation)) await tellInIssue()
      return
    }
    // What was pushed has no pull request but the one that takes it back.
    const number = pull ?? revertPull
    if (number === undefined) return
    if (inTurn && isOpen(operation)) throw new OverBudget(0)
    const full = isOpen(operation) ? (fullUntil.get(estate.installation) ?? 0) - Date.now() : 0
    // Finding the comment costs a read for each hundred on the pull request: not where there is no room to write.
    if (full > 0) throw new OverBudget(full)
    const [github, app] = await Promise.all([world.github.as(estate.installation), world.github.app()])
    // The end of an operation goes before what is under way elsewhere.
    const wishes = { urgency: isOpen(operation) ? 'progress' : 'end', patience: 5_000 } as const
    await publishComment(github, { estate, number }, { comment, app, wishes }).catch((error: unknown) => {
      if (error instanceof OverBudget && wishes.urgency === 'progress')
        fullUntil.set(estate.installation, Date.now() + error.waitMs)
      throw error
    })
    if (hasHealed(operation, await world.registry.operationsOfTenant(estate, operation.tenant)))
      await tellInIssue()
  }
