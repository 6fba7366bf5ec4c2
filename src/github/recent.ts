/** Answers that may be a little old where nothing depends on them, bounded in number and in age. */
export type Recent<Answer> = Readonly<{
  /** What was loaded within the last minute; loads otherwise. */
  recall: (key: string, load: () => Promise<Answer>) => Promise<Answer>
  /** Loads whatever is known, and remembers. */
  renew: (key: string, load: () => Promise<Answer>) => Promise<Answer>
  /** Knows nothing any more. */
  forget: () => void
}>

type Options = Readonly<{ maxAgeMs?: number; maxAnswers?: number; now?: () => number }>

export function recent<Answer>({
  maxAgeMs = 60_000,
  maxAnswers = 2_000,
  now = () => performance.now(),
}: Options = {}): Recent<Answer> {
  const kept = new Map<string, Readonly<{ answer: Answer; at: number }>>()
  let forgotten = 0
  const renew = async (key: string, load: () => Promise<Answer>): Promise<Answer> => {
    const [at, before] = [now(), forgotten]
    const answer = await load()
    kept.delete(key)
    // That there is nothing may be true for a moment only, and is cheap to ask again; what was asked before everything was
    // to be forgotten may be what was to be forgotten.
    if (answer === undefined || before !== forgotten) return answer
    kept.set(key, { answer, at })
    const [oldest] = kept.keys()
    if (kept.size > maxAnswers && oldest !== undefined) kept.delete(oldest)
    return answer
  }
  return {
    renew,
    forget: () => {
      forgotten += 1
      kept.clear()
    },
    recall: async (key, load) => {
      const known = kept.get(key)
      return known !== undefined && now() - known.at <= maxAgeMs ? known.answer : renew(key, load)
    },
  }
}
