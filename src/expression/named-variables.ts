import type { ASTNode } from '@marcbachmann/cel-js'
import { environment } from './environment.ts'

/**
 * The variables that an expression names, in alphabetical order: nothing else can change what it comes to. The very
 * same list for expressions that name the same.
 */
export function namedVariables(ast: ASTNode): readonly string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (isNode(value)) {
      if (value.op === 'id') names.add(value.args)
      else visit(value.args)
    }
  }
  visit(ast)
  // The rest is what its loops call their items.
  const variables = [...names].filter((name) => environment.hasVariable(name)).toSorted()
  const key = variables.join(' ')
  const known = lists.get(key) ?? variables
  lists.set(key, known)
  return known
}

/** There are few: an expression names one or two of thirty. */
const lists = new Map<string, readonly string[]>()

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value
