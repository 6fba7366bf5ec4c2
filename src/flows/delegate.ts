import { fold } from '../approvals/eligible.ts'
import { delegationsPath } from '../approvals/parse-delegations.ts'
import { addDelegation } from '../review/answers/add-delegation.ts'
import type { Comment } from '../review/comment/comment.ts'
import type { PullRef, ReviewInput } from '../review/input.ts'
import { personView } from '../review/answers/person-view.ts'
import {
  renderDelegation,
  renderDelegationOpened,
  renderNotDelegated,
} from '../review/answers/render-delegation.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { WrittenComment } from './answer-command.ts'

export type DelegateIO = Readonly<{
  load: (ref: PullRef) => Promise<ReviewInput>
  /** As the default branch has it; undefined: it is not there. */
  loadFile: (estate: EstateRef, path: string) => Promise<EstateFile | undefined>
  /** Open pull requests of the repository's own branches. */
  ownPulls: (estate: EstateRef) => Promise<readonly Readonly<{ number: number; branch: string }>[]>
  open: (
    estate: EstateRef,
    edit: Readonly<{ file: string; text: string; words: ReturnType<typeof renderDelegation> }>,
  ) => Promise<number>
  answer: (ref: PullRef, comment: Comment) => Promise<void>
  now: () => Date
}>

type Wish = Readonly<{ to: string; until: string; reason: string }>

/**
 * Opens the pull request that lets somebody act for the comment's writer. A comment grants no right by itself: its writer
 * must hold a seat here in their own right, and the row takes effect once others have approved it.
 */
export async function delegate(
  { pull, author }: WrittenComment,
  wish: Wish | undefined,
  io: DelegateIO,
): Promise<void> {
  const { estate, number } = pull
  const refuse = (why: string) => io.answer(pull, renderNotDelegated(author.login, why))
  if (wish === undefined)
    return refuse(
      'Write `/landlord delegate @user until 2026-11-30 REASON`; the day is the last one, and within a year.',
    )
  const today = io.now().toISOString().slice(0, 10)
  const input = await io.load(pull)
  if (!personView(author.login, input).seats.some(({ can }) => can === 'own'))
    return refuse(
      'Ask on a pull request that waits for you: only who can fill a seat there in their own right can hand it on.',
    )
  if (fold(wish.to) === fold(author.login)) return refuse('You would stand in for yourself.')
  if (wish.until > inAYear(today))
    return refuse('That is more than a year from now. Who leaves for good leaves the team.')
  const row = { from: author.login, ...wish }
  const added = addDelegation(await io.loadFile(estate, delegationsPath), row, today)
  if ('why' in added) return refuse(added.why)
  const words = renderDelegation(row, number)
  const there = (await io.ownPulls(estate)).find(({ branch }) => branch === words.branch)
  const opened = there?.number ?? (await io.open(estate, { file: delegationsPath, text: added.text, words }))
  await io.answer(pull, renderDelegationOpened(author.login, row, opened))
}

/** An ISO date. */
const inAYear = (day: string): string => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`
