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

/**
 * The fields that an expression reads of a variable, and nothing else of it, in alphabetical order; undefined where it
 * does more with it than to read fields by their names.
 */
export function namedFields(ast: ASTNode, variable: string): readonly string[] | undefined {
  const fields = new Set<string>()
  const visit = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.every(visit)
    if (!isNode(value)) return true
    if (value.op === 'id') return value.args !== variable
    if (value.op !== '.' || !isVariable(value.args[0], variable)) return visit(value.args)
    fields.add(value.args[1])
    return true
  }
  return visit(ast) ? [...fields].toSorted() : undefined
}

const isVariable = ({ op, args }: ASTNode, name: string): boolean => op === 'id' && args === name

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value
