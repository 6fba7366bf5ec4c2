import { purgeApprovers } from '../provisioning/deadlines.ts'
import type { Operation } from '../provisioning/operation.ts'
import { revise } from '../provisioning/step.ts'
import { renderPurgeAnswer } from '../review/answers/answer.ts'
import type { Comment } from '../review/comment/comment.ts'
import type { PullRef } from '../review/input.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { WrittenComment } from './answer-command.ts'
import { notInAny, type MembershipIO } from './may-decide.ts'

export type PurgeDecisionIO = MembershipIO &
  Readonly<{
    /** As they stand on the default branch. */
    loadSettings: (estate: EstateRef) => Promise<Settings | undefined>
    /** Who opened the pull request. */
    loadAuthor: (ref: PullRef) => Promise<string>
    operationsOf: (estate: EstateRef, pull: number) => Promise<readonly Operation[]>
    saveTransition: (from: Operation, to: Operation) => Promise<boolean>
    wake: (operation: string) => Promise<void>
    answer: (ref: PullRef, comment: Comment) => Promise<void>
    now: () => Date
  }>

/** One person's yes to deleting what a retired tenant left. Who asked for the retirement does not decide on its end. */
export async function decidePurge({ pull, author }: WrittenComment, io: PurgeDecisionIO): Promise<boolean> {
  const { estate } = pull
  const answer = async (said: boolean, words: string): Promise<boolean> => {
    await io.answer(pull, renderPurgeAnswer(author.login, words))
    return said
  }
  const teams = (await io.loadSettings(estate))?.retirement.teams ?? []
  if (teams.length === 0)
    return answer(false, 'The settings of this estate name no team under `retirement`, so nobody may.')
  const outsider = await notInAny(teams, { estate, login: author.login }, io)
  if (outsider !== undefined) return answer(false, outsider)
  if (isSame(await io.loadAuthor(pull), author.login))
    return answer(false, 'Who asked for the retirement does not decide on its end.')
  const waiting = (await io.operationsOf(estate, pull.number)).filter(({ state }) => state === 'GRACE')
  if (waiting.length === 0) return answer(false, 'Nothing of this pull request waits for a purge.')
  for (const operation of waiting) await sayYes(operation, author.login, io)
  return answer(
    true,
    `your yes is kept. It takes ${purgeApprovers} people, and the end of grace; the report above says what is missing.`,
  )
}

async function sayYes(operation: Operation, login: string, io: PurgeDecisionIO): Promise<void> {
  const { retirement } = operation
  if (retirement === undefined) return
  if (!retirement.approvals.some((approval) => isSame(approval.login, login))) {
    const approvals = [...retirement.approvals, { login, at: io.now().toISOString() }]
    const to = revise(operation, { retirement: { ...retirement, approvals } })
    if (!(await io.saveTransition(operation, to))) throw new Error(`${operation.id} was moved meanwhile.`)
  }
  await io.wake(operation.id)
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
