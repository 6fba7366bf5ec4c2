import type { Settings } from '../tenant/settings/settings.ts'
import { UserError } from '../tenant/user-error.ts'
import { listOf, problemOf } from './new-answers.ts'
import { questionsAboutPeople, questionsOf, type Question, type Typed } from './new-questions.ts'

/** A person at a terminal. */
export type AskIO = Readonly<{ ask: (question: Question) => Promise<string> }>

/** What the options left open is asked for, one after another; with nobody to ask, it is named and that is all. */
export async function askAnswers(given: Typed, settings: Settings, io: AskIO | undefined): Promise<Typed> {
  const questions = questionsOf(settings)
  refuse([...questions, ...questionsAboutPeople], given)
  if (io === undefined) {
    const missing = questions.filter(({ key }) => given[key] === undefined)
    if (missing.length === 0) return given
    throw new UserError(
      `Without a terminal nobody can be asked, and this is missing: ${missing.map(({ option }) => option).join(', ')}.`,
      {
        fix: `For example: ${missing.map(({ option, example }) => `${option === 'ID' ? '' : `${option} `}${shell(example)}`).join(' ')}`,
      },
    )
  }
  const answers = await askEach(questions, given, io)
  return listOf(answers.categories).length === 0 ? answers : askEach(questionsAboutPeople, answers, io)
}

async function askEach(questions: readonly Question[], given: Typed, io: AskIO): Promise<Typed> {
  let answers = given
  for (const question of questions)
    if (answers[question.key] === undefined) answers = { ...answers, [question.key]: await io.ask(question) }
  return answers
}

function refuse(questions: readonly Question[], given: Typed): void {
  for (const question of questions) {
    const typed = given[question.key]
    const problem = typed === undefined ? undefined : problemOf(question, typed)
    if (problem !== undefined)
      throw new UserError(
        `${question.option} ${JSON.stringify(typed?.slice(0, 80))} will not do: ${problem}.`,
        {
          fix: `For example: ${question.example}`,
        },
      )
  }
}

const shell = (example: string): string => {
  const [first = ''] = example.split(', or ')
  return first.includes(' ') ? `"${first}"` : first
}
