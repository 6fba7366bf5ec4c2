import { RE2JS, RE2JSException } from 're2js'

/** RE2 matches in time linear in text × pattern, so the pattern is what has to stay small. */
const maxPatternCharacters = 1_000
const maxProgramInstructions = 5_000
const maxTextCharacters = 10_000
/** Characters × instructions of one match: 50 ms, half a second at the very worst. */
const maxWork = 5_000_000

/** CEL's `matches` (unanchored) without backtracking: `^(a+)+$` ends at once on any text. */
export function matchesLinearly(text: string, pattern: string): boolean {
  if (text.length > maxTextCharacters)
    throw new Error(`matches() reads at most ${maxTextCharacters} characters, this text has ${text.length}`)
  const regex = compile(pattern)
  const work = text.length * regex.programSize()
  if (work > maxWork) throw new Error(`matching ${text.length} characters with this pattern takes too long`)
  workDone += work
  return regex.matcher(text).find()
}

/** Characters × instructions of all matches so far: whoever reads it twice knows what came between. */
export const matchingWork = (): number => workDone
let workDone = 0

/** What is wrong with a pattern, as a clause; undefined if nothing is. */
export function patternProblem(pattern: string): string | undefined {
  try {
    compile(pattern)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  if (pattern.length > maxPatternCharacters)
    throw new Error(
      `a pattern may have at most ${maxPatternCharacters} characters, this has ${pattern.length}`,
    )
  const regex = parse(pattern)
  if (regex.programSize() > maxProgramInstructions)
    throw new Error(`the pattern ${JSON.stringify(pattern)} repeats too much`)
  if (compiled.size >= 100) compiled.clear()
  compiled.set(pattern, regex)
  return regex
}

function parse(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause
    throw new Error(`the pattern ${JSON.stringify(pattern)} is no RE2 expression: ${cause.message}`, {
      cause,
    })
  }
}

/** Patterns come from rule files, so few and repeated; this only saves compiling them per tenant. */
const compiled = new Map<string, RE2JS>()
