import { Refusal } from '../http/refusal.ts'
import type { InputRule } from './workflow-file.ts'

const most = 25
const longest = 65_535

/** Checks the inputs of a dispatch against the workflow file and fills in its defaults. */
export function readInputs(
  given: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, InputRule>>,
): Record<string, string> {
  const names = Object.keys(given)
  if (names.length > most)
    throw new Refusal(
      422,
      `Invalid request.\n\nNo more than ${most} properties are allowed; ${names.length} were supplied.`,
    )
  if (JSON.stringify(given).length > longest) throw new Refusal(422, 'inputs are too large.')
  const unexpected = names.filter((name) => !(name in rules))
  if (unexpected.length > 0)
    throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`)
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, readInput(name, given[name], rule)]),
  )
}

function readInput(name: string, value: unknown, rule: InputRule): string {
  const text =
    typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? String(value) : ''
  if (text === '') {
    if (rule.default !== undefined) return rule.default
    if (rule.required) throw new Refusal(422, `Required input '${name}' not provided`)
    return rule.type === 'boolean' ? 'false' : ''
  }
  if (rule.type === 'choice' && !rule.options.includes(text)) {
    throw new Refusal(422, `Provided value '${text}' for input '${name}' not in the list of allowed values`)
  }
  if (rule.type === 'boolean' && text !== 'true' && text !== 'false') {
    throw new Refusal(422, `Provided value '${text}' for input '${name}' is not a boolean`)
  }
  if (rule.type === 'number' && Number.isNaN(Number(text))) {
    throw new Refusal(422, `Provided value '${text}' for input '${name}' is not a number`)
  }
  return text
}
