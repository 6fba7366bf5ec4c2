/** One answer for all who ask within so many milliseconds. */
export function remembered<Answer>(ms: number, ask: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined
  let until = 0
  return () => {
    const now = performance.now()
    if (answer === undefined || now >= until) {
      until = now + ms
      answer = ask()
    }
    return answer
  }
}
