import { authoriseLoss } from '../provisioning/authorise.ts'
import type { Operation } from '../provisioning/operation.ts'
import { renderPurgeAnswer } from '../review/answers/answer.ts'
import type { WrittenComment } from './answer-command.ts'
import type { PurgeDecisionIO } from './decide-purge.ts'
import { isLatest, notInAny, type LatestIO } from './may-decide.ts'

export type LossDecisionIO = PurgeDecisionIO &
  LatestIO &
  Readonly<{
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
  const outsider = await notInAny(teams, { estate, login: author.login }, io)
  if (outsider !== undefined) return refuse(outsider)
  if ((await io.loadAuthor(pull)).toLowerCase() === author.login.toLowerCase())
    return refuse('Who asked for the change does not decide on what it may lose.')

  const done: Operation[] = []
  for (const operation of await io.operationsOf(estate, pull.number)) {
    if (operation.state !== 'UNAUTHORISED' || operation.held === undefined) continue
    if (!(await isLatest(operation, io))) continue
    const to = authoriseLoss(operation, author.login, io.now())
    if (!(await io.saveTransition(operation, to))) continue
    done.push(to)
    if (to.revertPull !== undefined)
      await io.closeRevert(estate, to.revertPull, 'What was held was agreed to: it is provisioned after all.')
    await io.wake(to.id)
  }
  if (done.length === 0) return refuse('No plan of this pull request is held.')
  await io.answer(pull, renderPurgeAnswer(author.login, 'your yes is kept, and the plan gets its turn.'))
  return done
}
