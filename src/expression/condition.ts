import { EvaluationError, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js'
import type { ASTNode, ParseResult } from '@marcbachmann/cel-js'
import type { Finding } from '../tenant/finding.ts'
import { lazily } from '../tenant/once.ts'
import { environment, limits, linearMatcher } from './environment.ts'
import { patternProblem } from './linear-matches.ts'
import { metered, type Meter } from './meter.ts'
import { namedVariables } from './named-variables.ts'
import { findSound, rememberSound, type SoundExpression } from './sound-expressions.ts'
import type { Scope } from './tenant-scope.ts'

/** A checked expression: it answers yes or no, or gives the words of a message. */
export type Condition = Readonly<{
  source: string
  ast: ASTNode
  run: ParseResult
  meter: Meter
  /** That it names, in alphabetical order. */
  variables: readonly string[]
}>

/** Where the expression starts: 1-based line and column. */
export type SourcePlace = Readonly<{ file: string; line: number; column: number; pointer?: string }>

/** Where a source goes on behind its beginning `before`, in a file that may break it into lines. */
export type StandsAt = (before: string) => Readonly<{ line: number; column: number }>

/** Where it starts is only asked for if something is wrong: to look that up may be more work than to compile. */
type Place = Readonly<{ start: SourcePlace; standsAt: StandsAt }>

/** Of one that stands in its file as it is. */
const unbroken =
  (place: SourcePlace): StandsAt =>
  (before) => {
    const lines = before.split('\n')
    const { length } = lines.at(-1) ?? ''
    const column = lines.length === 1 ? place.column + length : length + 1
    return { line: place.line + lines.length - 1, column }
  }

export type Compiled =
  Readonly<{ ok: true; condition: Condition }> | Readonly<{ ok: false; finding: Finding }>

/** Checks a CEL expression against the tenant's fields and their types; what is wrong is said at its place. */
export const compileCondition = (source: string, place: SourcePlace, standsAt = unbroken(place)): Compiled =>
  compile(
    source,
    { start: place, standsAt },
    {
      type: 'bool',
      rule: 'not-a-question',
      says: (type) => `The condition gives a ${type}, not yes or no.`,
      fix: 'Compare it with something, such as `budget.yearly >= lakh(10)`.',
    },
  )

/** The same for one that gives words. */
export const compileMessage = (source: string, place: SourcePlace, standsAt = unbroken(place)): Compiled =>
  compile(
    source,
    { start: place, standsAt },
    {
      type: 'string',
      rule: 'not-a-text',
      says: (type) => `The message gives a ${type}, not a text.`,
      fix: 'Put it together from text, such as `"Kept for " + string(data.retentionDays) + " days."`.',
    },
  )

type Wanted = Readonly<{ type: 'bool' | 'string'; rule: string; says: (type: string) => string; fix: string }>

function compile(source: string, place: Place, wanted: Wanted): Compiled {
  if (source.length > limits.characters)
    return refused(place.start, 'too-large', `The condition has ${source.length} characters.`, {
      fix: `Keep a condition under ${limits.characters} characters.`,
    })
  const sound = findSound(source)
  if (sound?.type === wanted.type) return { ok: true, condition: preparedLater(sound) }
  try {
    const { condition, type, badPattern } = prepare(source)
    if (badPattern !== undefined)
      return refused(
        shifted(place, source, badPattern.at),
        'pattern',
        `In the condition, ${badPattern.says}.`,
        {
          fix: 'Write an RE2 expression: no look-around, no back-reference.',
        },
      )
    if (type !== wanted.type) return refused(place.start, wanted.rule, wanted.says(type), { fix: wanted.fix })
    rememberSound([{ source, type, variables: condition.variables }])
    return { ok: true, condition }
  } catch (error) {
    return refusal(error, source, place)
  }
}

/** One that is known to be sound is compiled when it is first asked: of most rules a tenant meets the first half only. */
function preparedLater({ source, variables }: SoundExpression): Condition {
  const whole = lazily(() => prepare(source, true).condition)
  return {
    source,
    variables,
    get ast() {
      return whole().ast
    },
    get run() {
      return whole().run
    },
    get meter() {
      return whole().meter
    },
  }
}

/** Never throws: whoever asks treats an error as the careful answer (the seat opens, the rule denies). */
export function evaluateCondition(condition: Condition, scope: Scope): Answer<boolean> {
  const answer = run(condition, scope)
  if ('error' in answer || typeof answer.value === 'boolean') return answer as Answer<boolean>
  return { error: `it gave ${String(answer.value)}, not yes or no` }
}

/** The same for words, which may be of any length. */
export function evaluateMessage(message: Condition, scope: Scope): Answer<string> {
  const answer = run(message, scope)
  if ('error' in answer || typeof answer.value === 'string') return answer as Answer<string>
  return { error: `it gave ${String(answer.value)}, not a text` }
}

type Answer<Value> = Readonly<{ value: Value }> | Readonly<{ error: string }>

function run(condition: Condition, scope: Scope): Answer<unknown> {
  try {
    condition.meter.stepsLeft = limits.steps
    return { value: condition.run(scope.values) as unknown }
  } catch (error) {
    return { error: describe(error, scope) }
  }
}

/** Why an evaluation failed, with what is known of a missing value. */
function describe(error: unknown, scope: Scope): string {
  const says =
    error instanceof EvaluationError ? error.summary : error instanceof Error ? error.message : String(error)
  const key = /^No such key: (\w+)$/.exec(says)?.[1]
  const missing = Object.entries(scope.missing).find(
    ([path]) => key !== undefined && path.endsWith(`.${key}`),
  )
  if (missing !== undefined) return `${missing[0]} is not known: ${missing[1]}`
  return key === undefined ? asWritten(says) : `${key} is not set`
}

/** The value of a part of a condition that has been compiled as a whole; undefined where it has none. */
export function evaluateQuietly(source: string, scope: Scope): unknown {
  const condition = compileQuietly(source)
  if (condition === undefined) return undefined
  try {
    condition.meter.stepsLeft = limits.steps
    return condition.run(scope.values)
  } catch {
    return undefined
  }
}

/** Parts of conditions are few, and asked for again with every tenant: what they compile to is remembered. */
export function compileQuietly(source: string): Condition | undefined {
  const known = parts.get(source)
  if (known !== undefined) return known.condition
  if (parts.size >= 1_000) parts.clear()
  const condition = prepareQuietly(source)
  parts.set(source, { condition })
  return condition
}

const parts = new Map<string, Readonly<{ condition: Condition | undefined }>>()

function prepareQuietly(source: string): Condition | undefined {
  try {
    return prepare(source).condition
  } catch {
    return undefined
  }
}

type Prepared = Readonly<{
  condition: Condition
  type: string
  badPattern: Readonly<{ at: number; says: string }> | undefined
}>

/** Throws the engine's own errors. `isSound`: that is known, and no pattern of it has to be tried. */
function prepare(source: string, isSound = false): Prepared {
  const run = environment.parse(source)
  const badPattern = useLinearMatcher(run.ast, isSound)
  const checked = run.check()
  if (checked.error !== undefined) throw checked.error
  const condition = {
    ...{ source, ast: run.ast, run, meter: metered(run.ast) },
    variables: namedVariables(run.ast),
  }
  return { condition, type: checked.type ?? 'value', badPattern }
}

/** The engine's own `matches` can take for ever; the same call goes to ours. A written-out pattern is tried at once. */
function useLinearMatcher(ast: ASTNode, isSound: boolean): Prepared['badPattern'] {
  let bad: Prepared['badPattern']
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (typeof value === 'object' && value !== null && 'op' in value && 'args' in value) {
      const node = value as ASTNode
      if (node.op === 'rcall' && node.args[0] === 'matches') {
        node.args[0] = linearMatcher
        const pattern = node.args[2][0]
        if (!isSound && pattern?.op === 'value' && typeof pattern.args === 'string') {
          const says = patternProblem(pattern.args)
          if (says !== undefined) bad ??= { at: pattern.start, says }
        }
      }
      visit(node.args)
    }
  }
  visit(ast)
  return bad
}

function refusal(error: unknown, source: string, place: Place): Compiled {
  if (error instanceof ParseError || error instanceof CelTypeError) {
    const at = error.range?.start ?? 0
    const kind = error instanceof ParseError ? 'syntax' : 'type'
    return refused(
      shifted(place, source, at),
      kind,
      `The condition is not valid: ${asWritten(error.summary)}.`,
      {
        fix: fixFor(error.summary),
      },
    )
  }
  if (error instanceof RangeError)
    return refused(place.start, 'too-deep', 'The condition is nested too deeply.', {
      fix: 'Split it into simpler ones.',
    })
  throw error
}

const refused = (place: SourcePlace, rule: string, says: string, { fix }: { fix: string }): Compiled => ({
  ok: false,
  finding: {
    rule: `expression/${rule}`,
    severity: 'deny',
    file: place.file,
    line: place.line,
    column: place.column,
    pointer: place.pointer ?? '',
    says,
    fix,
  },
})

function fixFor(summary: string): string {
  if (/unknown variable|no such key/i.test(summary))
    return 'Name a field of the tenant file (`budget.yearly`, `tier`, `data.sensitive`) or of `change`.'
  if (/no such overload.*(int|double)/.test(summary))
    return 'Compare values of one type; amounts are written `lakh(10)` or `crore(1)`, in whole numbers.'
  return 'Mend the expression at this place; it is written in CEL, such as `budget.yearly >= lakh(10) || tier == "gold"`.'
}

const asWritten = (says: string): string => says.replaceAll(linearMatcher, 'matches').replace(/\.$/, '')

const shifted = ({ start, standsAt }: Place, source: string, offset: number): SourcePlace => ({
  ...start,
  ...standsAt(source.slice(0, offset)),
})
