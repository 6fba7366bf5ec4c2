import { renderExplanation, renderHelp } from '../review/answers/answer.ts'
import { renderWhy } from '../review/answers/answer-why.ts'
import { parseCommand, type Command } from '../review/answers/command.ts'
import type { Comment } from '../review/comment/comment.ts'
import { evaluate } from '../review/evaluate.ts'
import type { PullRef, ReviewInput } from '../review/input.ts'
import { personView } from '../review/answers/person-view.ts'

/** A comment that was just created on a pull request. */
export type WrittenComment = Readonly<{
  pull: PullRef
  id: number
  body: string
  author: Readonly<{ login: string; isBot: boolean }>
}>

type Wish = Extract<Command, { command: 'delegate' }>['wish']

export type CommandIO = Readonly<{
  load: (ref: PullRef) => Promise<ReviewInput>
  /** Evaluates and publishes anew, see `reviewChange`. */
  recheck: (ref: PullRef) => Promise<unknown>
  /** Creates the comment, or edits the one with its marker. */
  answer: (ref: PullRef, comment: Comment) => Promise<void>
  /** Has provisioned what came past the gate, if its writer may. */
  breakGlass: (comment: WrittenComment, reason: string) => Promise<unknown>
  /** Keeps its writer's yes to a purge, if its writer may. */
  purge: (comment: WrittenComment) => Promise<unknown>
  /** Lets a held plan lose what it says it would, if its writer may say so. */
  authoriseDestroy: (comment: WrittenComment) => Promise<unknown>
  /** Opens the pull request that lets somebody act for its writer, if its writer may. */
  delegate: (comment: WrittenComment, wish: Wish | undefined) => Promise<unknown>
  react: (comment: WrittenComment, reaction: 'eyes' | 'rocket' | 'confused') => Promise<void>
}>

/** 👀 when a command is seen, 🚀 when it is done, 😕 when it is none. Bots are never answered: two could talk forever. */
export async function answerCommand(comment: WrittenComment, io: CommandIO): Promise<void> {
  const asked = comment.author.isBot ? undefined : parseCommand(comment.body)
  if (asked === undefined) return
  const { pull, author } = comment
  const react = (reaction: Parameters<typeof io.react>[1]) =>
    // A courtesy: an answer must not fail, and be given twice, for want of it.
    io.react(comment, reaction).catch(() => undefined)
  await react(asked.command === 'unknown' ? 'confused' : 'eyes')
  switch (asked.command) {
    case 'unknown':
      await io.answer(pull, renderHelp(author.login, asked.word))
      return
    case 'help':
      await io.answer(pull, renderHelp(author.login))
      break
    case 'explain':
      await io.answer(pull, renderExplanation(author.login, evaluate(await io.load(pull))))
      break
    case 'why':
      await io.answer(
        pull,
        renderWhy(author.login, personView(asked.about ?? author.login, await io.load(pull))),
      )
      break
    case 'delegate':
      await io.delegate(comment, asked.wish)
      break
    case 'recheck':
      await io.recheck(pull)
      break
    case 'break-glass':
      await io.breakGlass(comment, asked.reason)
      break
    case 'authorise-destroy':
      await io.authoriseDestroy(comment)
      break
    case 'purge':
      await io.purge(comment)
      break
  }
  await react('rocket')
}
