import { evaluateCondition, type Condition } from '../expression/condition.ts'
import { fieldsOf, type Print } from '../expression/made-of.ts'
import type { Scope } from '../expression/tenant-scope.ts'

/** Whether a condition holds of somebody: yes, no, or why it cannot be said. */
export type Ask = (condition: Condition) => boolean | string

/** Evaluates it; once, as the rules of a pack ask the same again and again. */
export function askScope(scope: () => Scope): Ask {
  const answers = new Map<string, boolean | string>()
  return (condition) => {
    const answer = answers.get(condition.source) ?? evaluate(condition, scope())
    answers.set(condition.source, answer)
    return answer
  }
}

function evaluate(condition: Condition, scope: Scope): boolean | string {
  const answer = evaluateCondition(condition, scope)
  return 'error' in answer ? answer.error : answer.value
}

/**
 * The same of one tenant after another that stands as it is, under the same settings and on the same day: a condition
 * that looks at the data alone is evaluated once for all whose data is alike. `print`: see `fingerprints`.
 */
export function askTenants(): (print: Print, scope: () => Scope) => Ask {
  const alike = new Map<number, Map<string, boolean>>()
  return (print, scope) => {
    const ask = askScope(scope)
    const found = new Map<readonly string[], Map<string, boolean> | undefined>()
    const answersFor = (variables: readonly string[]): Map<string, boolean> | undefined => {
      const fields = fieldsOf(variables)
      if (fields === undefined) return undefined
      const key = print(fields)
      if (alike.size >= mostKept) alike.clear()
      const answers = alike.get(key) ?? new Map<string, boolean>()
      alike.set(key, answers)
      return answers
    }
    return (condition) => {
      const { source, variables } = condition
      if (!found.has(variables)) found.set(variables, answersFor(variables))
      const answers = found.get(variables)
      const known = answers?.get(source)
      if (known !== undefined) return known
      const answer = ask(condition)
      // Why something cannot be said may name more than the condition does.
      if (typeof answer === 'boolean') answers?.set(source, answer)
      return answer
    }
  }
}

/** Conditions on an id are alike for nobody. */
const mostKept = 10_000
