import { authoriseLoss } from '../provisioning/authorise.ts'
import type { Operation } from '../provisioning/operation.ts'
import { renderPurgeAnswer } from '../review/answer.ts'
import type { WrittenComment } from './answer-command.ts'
import type { PurgeDecisionIO } from './decide-purge.ts'

export type LossDecisionIO = PurgeDecisionIO &
  Readonly<{
    /** Newest first. */
    operationsOfTenant: (estate: Operation['estate'], tenant: string) => Promise<readonly Operation[]>
    closeRevert: (estate: Operation['estate'], pull: number, says: string) => Promise<void>
  }>

/**
 * A yes to the very loss that a held plan names. It takes a member of the teams that the settings name for it, and not
 * who asked for the change: a seat of its own, however many the change itself had.
 */
export async function authoriseDestroy(
  { pull, author }: WrittenComment,
  io: LossDecisionIO,
): Promise<readonly Operation[]> {
  const { estate } = pull
  const refuse = async (why: string): Promise<readonly Operation[]> => {
    await io.answer(pull, renderPurgeAnswer(author.login, why))
    return []
  }
  const teams = (await io.loadSettings(estate))?.provisioning.destroyTeams ?? []
  if (teams.length === 0)
    return refuse('The settings of this estate name no team as `provisioning.destroyTeams`, so nobody may.')
  const memberships = await Promise.all(teams.map((team) => io.isMember(estate, team, author.login)))
  if (!memberships.includes(true))
    return refuse(`That is for members of ${teams.map((team) => `\`${team}\``).join(', ')}.`)
  if ((await io.loadAuthor(pull)).toLowerCase() === author.login.toLowerCase())
    return refuse('Who asked for the change does not decide on what it may lose.')

  const done: Operation[] = []
  for (const operation of await io.operationsOf(estate, pull.number)) {
    if (!(await isHeldStill(operation, io))) continue
    const to = authoriseLoss(operation, author.login, io.now())
    if (!(await io.saveTransition(operation, to))) continue
    done.push(to)
    if (to.revertPull !== undefined)
      await io.closeRevert(estate, to.revertPull, 'The loss was agreed to: it is provisioned after all.')
    await io.wake(to.id)
  }
  if (done.length === 0) return refuse('No plan of this pull request is held.')
  await io.answer(pull, renderPurgeAnswer(author.login, 'your yes is kept, and the plan gets its turn.'))
  return done
}

/** Later work on the tenant is not overtaken by an old yes. */
async function isHeldStill(operation: Operation, io: LossDecisionIO): Promise<boolean> {
  if (operation.state !== 'UNAUTHORISED' || operation.held === undefined) return false
  const [last] = await io.operationsOfTenant(operation.estate, operation.tenant)
  return last?.id === operation.id
}
