import { serialize, type ASTNode } from '@marcbachmann/cel-js'
import { compileQuietly, evaluateQuietly, type Condition } from './condition.ts'
import { linearMatcher } from './environment.ts'
import type { Scope } from './tenant-scope.ts'

/** One thing that made a condition true, with the values it rests on. */
export type Fact =
  | Readonly<{
      kind: 'comparison'
      operator: '>=' | '>' | '<=' | '<' | '==' | '!=' | 'in'
      left: Side
      right: Side
    }>
  /** A yes-or-no field: `data.sensitive`. */
  | Readonly<{ kind: 'flag'; path: string; value: boolean }>
  /** Anything else: the expression as written, and the fields it reads. */
  | Readonly<{ kind: 'expression'; source: string; fields: readonly Side[] }>

/** `source` as written, and what it came to. */
export type Side = Readonly<{ source: string; value: unknown }>

/** Why a condition that held did hold: of `a || b` what was true, of `a && b` both. */
export function explain(condition: Condition, scope: Scope): readonly Fact[] {
  const side = (node: ASTNode): Side => ({ source: text(node), value: evaluateQuietly(text(node), scope) })
  const holds = (node: ASTNode): boolean => evaluateQuietly(text(node), scope) === true
  const facts = (node: ASTNode): readonly Fact[] => {
    switch (node.op) {
      case '||':
        return node.args.filter(holds).flatMap(facts)
      case '&&':
        return node.args.flatMap(facts)
      case '>=':
      case '>':
      case '<=':
      case '<':
      case '==':
      case '!=':
      case 'in': {
        const [left, right] = node.args
        return [{ kind: 'comparison', operator: node.op, left: side(left), right: side(right) }]
      }
      case 'id':
      case '.':
        return [{ kind: 'flag', path: text(node), value: true }]
      case '!_':
        return isPath(node.args)
          ? [{ kind: 'flag', path: text(node.args), value: false }]
          : [{ kind: 'expression', source: text(node), fields: pathsIn(node).map(side) }]
      default:
        return [{ kind: 'expression', source: text(node), fields: pathsIn(node).map(side) }]
    }
  }
  return facts(condition.ast)
}

/** Written anew from the tree: a node's own range may end before its closing bracket. */
const text = (node: ASTNode): string => serialize(node).replaceAll(linearMatcher, 'matches')

const isPath = (node: ASTNode): boolean =>
  node.op === 'id' || (node.op === '.' && isPath((node.args as readonly [ASTNode, string])[0]))

/** Outermost field paths in order of writing; a loop's own variable is none, as it does not compile alone. */
function pathsIn(node: ASTNode): readonly ASTNode[] {
  const found = new Map<string, ASTNode>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (isNode(value)) {
      const source = text(value)
      if (!isPath(value)) visit(value.args)
      else if (!found.has(source) && compileQuietly(source) !== undefined) found.set(source, value)
    }
  }
  visit(node)
  return [...found.values()]
}

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'input' in value
