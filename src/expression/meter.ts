import type { ASTNode } from '@marcbachmann/cel-js'
import { limits, linearMatcher } from './environment.ts'
import { matchingWork } from './linear-matches.ts'

/** Counts the work of one evaluation, so that nested `all`/`map`/`+` over long lists end with an error in bounded time. */
export type Meter = {
  stepsLeft: number
  /** By all evaluations together, for whoever bounds many of them. */
  stepsSpent: number
}

class TooMuchWork extends Error {}

/**
 * Puts the meter on every node of a checked expression.
 * The engine has no limit of its own; it keeps each node's evaluator in `meta.evaluate`, which is what is wrapped here.
 * The engine is pinned, and a test with nested loops fails if a new version stops looking there.
 */
export function metered(ast: ASTNode): Meter {
  const meter: Meter = { stepsLeft: limits.steps, stepsSpent: 0 }
  const seen = new Set<object>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (isNode(value)) {
      visit(value.meta.alternate)
      visit(value.meta.macro)
      const { evaluate } = value.meta
      const accumulates = value.op === 'accuPush' || value.op === 'accuValue'
      const matches = value.op === 'rcall' && Array.isArray(value.args) && value.args[0] === linearMatcher
      if (evaluate !== undefined)
        value.setMeta('evaluate', (...args: unknown[]) => {
          spend(meter, 1)
          const matched = matchingWork()
          const result = evaluate(...args)
          if (matches) spend(meter, Math.ceil((matchingWork() - matched) / workOfStep))
          if (!accumulates) spend(meter, weight(result))
          return result
        })
      visit(value.args)
    } else if (isPlain(value)) Object.values(value).forEach(visit)
  }
  visit(ast)
  return meter
}

/** Characters × instructions: six million in one evaluation, which take half a second at the very worst. */
const workOfStep = 30

function spend(meter: Meter, steps: number): void {
  meter.stepsLeft -= steps
  meter.stepsSpent += steps
  if (meter.stepsLeft < 0) throw new TooMuchWork('it does too much work: nested loops, or text that grows')
}

/** What a value would cost to walk through once. */
function weight(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (!Array.isArray(value)) return 0
  return value.reduce<number>((sum, item) => sum + (typeof item === 'string' ? item.length : 1), value.length)
}

type EngineNode = {
  op: string
  args: unknown
  meta: { evaluate?: (...args: unknown[]) => unknown; alternate?: unknown; macro?: unknown }
  setMeta: (key: string, value: unknown) => unknown
}

const isNode = (value: object): value is EngineNode => 'setMeta' in value && 'op' in value

const isPlain = (value: object): boolean =>
  Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
