import { multiselect, select, text } from '@clack/prompts'
import { UserError } from '../tenant/user-error.ts'
import type { AskIO } from './ask-answers.ts'
import { problemOf } from './new-answers.ts'
import type { Question } from './new-questions.ts'

/** Asks on this terminal; the questions go to stderr, since stdout is for data. */
export const terminalAsker: AskIO = {
  // Clack answers Ctrl-C with a symbol of its own.
  ask: async (question) => {
    const answer = await askOne(question)
    if (typeof answer === 'symbol')
      throw new UserError('Nothing was written.', { fix: 'Start again whenever you like.' })
    return typeof answer === 'string' ? answer : answer.join(',')
  },
}

function askOne(question: Question): Promise<string | string[] | symbol> {
  const { asks: message, example, choices, several } = question
  const output = process.stderr
  if (choices === undefined)
    return text({
      message,
      placeholder: example,
      output,
      validate: (typed) => problemOf(question, typed ?? ''),
    })
  const options = choices.map(({ value, hint }) => ({ value, ...(hint !== '' && { hint }) }))
  return several === true
    ? multiselect({ message, options, required: false, output })
    : select({ message, options, output })
}
