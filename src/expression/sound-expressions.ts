/** What was found of an expression that is sound: whoever knows it need not compile one that nobody asks. Plain data. */
export type SoundExpression = Readonly<{
  source: string
  /** What it gives: `bool`, `string`. */
  type: string
  /** That it names, in alphabetical order. */
  variables: readonly string[]
}>

/** All that this remembers is time: what it says of an expression is what compiling it would say. */
export function rememberSound(expressions: readonly SoundExpression[]): void {
  if (sound.size + expressions.length > mostKept) sound.clear()
  for (const expression of expressions) sound.set(expression.source, expression)
}

export const findSound = (source: string): SoundExpression | undefined => sound.get(source)

/** For another process of the same Landlord. */
export const soundExpressions = (): readonly SoundExpression[] => [...sound.values()]

const sound = new Map<string, SoundExpression>()

/** An estate has a hundred or two. */
const mostKept = 2_000
