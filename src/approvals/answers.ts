import { evaluateCondition, type Condition } from '../expression/condition.ts'
import { explain } from '../expression/explain.ts'
import { fieldsOf, type Print } from '../expression/made-of.ts'
import type { Scope } from '../expression/tenant-scope.ts'
import { once } from '../tenant/once.ts'
import type { Currency } from '../tenant/money.ts'
import { clausesOf } from './because.ts'

/** Whether a condition holds of a tenant at one moment: that it does with what makes it so, or why it cannot be said. */
export type Answer = Readonly<{ clauses: () => readonly string[] }> | Readonly<{ error: string }> | undefined

/** What conditions see of a tenant at one moment: as much as one needs, or all that a sentence may tell. */
export type Sight = Readonly<{
  of: (variables: readonly string[]) => Scope | undefined
  all: () => Scope | undefined
}>

function answer(condition: Condition, sight: Sight, currency: Currency): Answer {
  const scope = sight.of(condition.variables)
  if (scope === undefined) return undefined
  const verdict = evaluateCondition(condition, scope)
  if ('error' in verdict) return verdict
  if (!verdict.value) return undefined
  return {
    clauses: () => {
      const all = sight.all() ?? scope
      return clausesOf(explain(condition, all), all.values, currency)
    },
  }
}

/**
 * The same of one tenant after another that comes as it is, under the same settings: a condition that looks at the
 * data alone is asked once for all whose data is alike. `print`: see `fingerprints`; undefined = of nobody else.
 */
export function answersOfMany(
  currency: Currency,
): (condition: Condition, sight: Sight, print: Print | undefined) => Answer {
  const known = once((_: Condition) => new Map<number, Answer>())
  return (condition, sight, print) => {
    const fields = print && fieldsOf(condition.variables)
    if (print === undefined || fields === undefined) return answer(condition, sight, currency)
    const answers = known(condition)
    const key = print(fields)
    if (!answers.has(key)) {
      if (answers.size >= mostKept) answers.clear()
      answers.set(key, answer(condition, sight, currency))
    }
    return answers.get(key)
  }
}

/** Conditions on an id are alike for nobody. */
const mostKept = 10_000
