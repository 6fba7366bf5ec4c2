import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from '@actions/expressions'

/** Names an expression may use at one place; a name that is not here is an error, as on GitHub. */
export type Contexts = Readonly<Record<string, unknown>>

/** `skipped`: something before was skipped, so neither `success()` nor `failure()` holds. */
export type Status = 'success' | 'failure' | 'cancelled' | 'skipped'

/** Replaces every `${{ … }}` in a text. */
export function evaluateText(template: string, contexts: Contexts): string {
  return splitTemplate(template)
    .map((part) => (part.expression ? evaluate(part.text, contexts, []).coerceString() : part.text))
    .join('')
}

/** Texts of an `env`, `with` or `outputs` map, each evaluated. */
export function evaluateTexts(
  templates: Readonly<Record<string, string>>,
  contexts: Contexts,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).map(([key, template]) => [key, evaluateText(template, contexts)]),
  )
}

/** A flag such as `continue-on-error`: `true` or an expression. */
export function evaluateFlag(template: string, contexts: Contexts): boolean {
  return evaluateText(template, contexts) === 'true'
}

/**
 * An `if`. Without a status function in it, GitHub reads it as `success() && (…)`.
 * Text around `${{ }}` would make it a non-empty string, thus always true: refused, for nobody means it.
 */
export function evaluateIf(condition: string | undefined, contexts: Contexts, status: Status): boolean {
  if (condition === undefined || condition.trim() === '') return status === 'success'
  const parts = splitTemplate(condition.trim())
  const [only] = parts
  if (only === undefined || parts.length > 1)
    throw new ExpressionFault(condition, 'text around ${{ }} makes a condition always true')
  const functions = Object.keys(statusFunctions).map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(statusFunctions[name]?.(status) ?? false),
  }))
  if (!/\b(success|failure|cancelled|always)\s*\(/i.test(withoutStrings(only.text)) && status !== 'success')
    return false
  return isTruthy(evaluate(only.text, contexts, functions))
}

class ExpressionFault extends Error {
  constructor(expression: string, why: string) {
    super(`The expression \`${expression.trim()}\` cannot be evaluated: ${why}.`)
    this.name = 'ExpressionFault'
  }
}

const statusFunctions: Readonly<Record<string, (status: Status) => boolean>> = {
  success: (status) => status === 'success',
  failure: (status) => status === 'failure',
  cancelled: (status) => status === 'cancelled',
  always: () => true,
}

type StatusFunction = Readonly<{
  name: string
  minArgs: number
  maxArgs: number
  call: () => data.ExpressionData
}>

function evaluate(
  expression: string,
  contexts: Contexts,
  functions: readonly StatusFunction[],
): data.ExpressionData {
  try {
    const { tokens } = new Lexer(expression).lex()
    const tree = new Parser(tokens, Object.keys(contexts), [...functions]).parse()
    const known = new Map([
      ...Object.entries(wellKnownFunctions),
      ...functions.map((f) => [f.name, f] as const),
    ])
    return new Evaluator(tree, toData(contexts), known).evaluate()
  } catch (error) {
    throw new ExpressionFault(expression, error instanceof Error ? error.message : String(error))
  }
}

function toData(contexts: Contexts): data.Dictionary {
  const converted: unknown = JSON.parse(JSON.stringify(contexts), data.reviver)
  if (!(converted instanceof data.Dictionary)) throw new TypeError('Contexts are a map.')
  return converted
}

function isTruthy(value: data.ExpressionData): boolean {
  switch (value.kind) {
    case data.Kind.Null:
      return false
    case data.Kind.Boolean:
    case data.Kind.String:
      return Boolean(value.value)
    case data.Kind.Number:
      return Boolean(value.value)
    default:
      return true
  }
}

type Part = Readonly<{ expression: boolean; text: string }>

/** Splits at `${{` and its `}}`; a `}}` inside a quoted string does not end the expression. */
function splitTemplate(template: string): readonly Part[] {
  const parts: Part[] = []
  let rest = template
  for (let open = rest.indexOf('${{'); open >= 0; open = rest.indexOf('${{')) {
    if (open > 0) parts.push({ expression: false, text: rest.slice(0, open) })
    const close = endOfExpression(rest, open + 3)
    if (close < 0) throw new ExpressionFault(rest.slice(open), 'its }} is missing')
    parts.push({ expression: true, text: rest.slice(open + 3, close) })
    rest = rest.slice(close + 2)
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, { expression: false, text: rest }]
}

function endOfExpression(text: string, from: number): number {
  let quoted = false
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") quoted = !quoted
    else if (!quoted && text.startsWith('}}', at)) return at
  }
  return -1
}

function withoutStrings(expression: string): string {
  return expression.replace(/'(?:[^']|'')*'/g, "''")
}
