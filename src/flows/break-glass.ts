import { authorise } from '../provisioning/authorise.ts'
import type { Operation } from '../provisioning/operation.ts'
import { renderBrokenGlass } from '../provisioning/render-broken-glass.ts'
import type { ReportComment } from '../provisioning/render-report.ts'
import { renderGlassKept } from '../review/answers/answer.ts'
import type { Comment } from '../review/comment/comment.ts'
import type { PullRef } from '../review/input.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { WrittenComment } from './answer-command.ts'
import { isLatest, notInAny, type LatestIO, type MembershipIO } from './may-decide.ts'

export type BreakGlassIO = MembershipIO &
  LatestIO &
  Readonly<{
    /** As they stand on the default branch. */
    loadSettings: (estate: EstateRef) => Promise<Settings | undefined>
    /** Brought by the pull request, or taken back by it. */
    operationsOf: (estate: EstateRef, pull: number) => Promise<readonly Operation[]>
    /** Keeps the record and gives the operation its turn, both or neither; false = somebody else moved it first. */
    saveBreakGlass: (from: Operation, to: Operation, reviewBy: string) => Promise<boolean>
    wake: (operation: string) => Promise<void>
    answer: (ref: PullRef, comment: Comment | ReportComment) => Promise<void>
    closeRevert: (estate: EstateRef, pull: number, says: string) => Promise<void>
    now: () => Date
  }>

/** Provisions what nobody decided on, because a person of the right team takes it upon themselves, by name. */
export async function breakGlass(
  { pull, author }: WrittenComment,
  reason: string,
  io: BreakGlassIO,
): Promise<readonly Operation[]> {
  const { estate } = pull
  const refuse = async (why: string): Promise<readonly Operation[]> => {
    await io.answer(pull, renderGlassKept(author.login, why))
    return []
  }
  if (reason.length < shortest) return refuse('Say why, in a sentence: `/landlord break-glass REASON`.')
  const settings = (await io.loadSettings(estate))?.breakGlass
  if (settings === undefined)
    return refuse('The settings of this estate name no team under `breakGlass`, so nobody may.')
  const outsider = await notInAny(settings.teams, { estate, login: author.login }, io)
  if (outsider !== undefined) return refuse(outsider)
  const waiting = await newestOf(await io.operationsOf(estate, pull.number), io)
  if (waiting.length === 0) return refuse('Nothing of this pull request waits for that.')

  const at = io.now()
  const reviewBy = new Date(at.getTime() + settings.reviewWithinHours * 3_600_000).toISOString()
  const done: Operation[] = []
  for (const operation of waiting) {
    const authority = { by: 'break-glass', login: author.login, reason, at: at.toISOString() } as const
    const to = authorise(operation, authority, at)
    if (!(await io.saveBreakGlass(operation, to, reviewBy))) continue
    done.push(to)
    await io.answer(pull, renderBrokenGlass(to, { login: author.login, reason, reviewBy }))
    if (to.revertPull !== undefined)
      await io.closeRevert(estate, to.revertPull, 'The glass was broken: it is provisioned after all.')
    await io.wake(to.id)
  }
  return done
}

/** Words enough to be a reason; a dot is none. */
const shortest = 10

/** What later work on the tenant has overtaken is not brought back by this. */
async function newestOf(operations: readonly Operation[], io: LatestIO): Promise<readonly Operation[]> {
  const newest: Operation[] = []
  for (const operation of operations.filter(
    ({ state, held }) => state === 'UNAUTHORISED' && held === undefined,
  )) {
    if (await isLatest(operation, io)) newest.push(operation)
  }
  return newest
}
