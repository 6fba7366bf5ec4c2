/**
 * GitHub lets a hundred requests of one installation be under way at a time (docs.github.com, "About secondary rate limits").
 * Processes do not tell one another of theirs: three of them stay within that.
 */
export const mostUnderWay = 30

type UnderWay = <Answer>(who: string, send: () => Promise<Answer>) => Promise<Answer>

/** Sends at once while there are fewer than so many of the same installation; the others wait in their order. */
export function keepUnderWay(most = mostUnderWay): UnderWay {
  const lines = new Map<string, Line>()
  return async (who, send) => {
    const line = lines.get(who) ?? { underWay: 0, waiting: [] }
    lines.set(who, line)
    // Whoever ends hands its place on, so that nobody slips in between.
    if (line.underWay < most) line.underWay += 1
    else await new Promise<void>((goes) => line.waiting.push(goes))
    try {
      return await send()
    } finally {
      const goes = line.waiting.shift()
      if (goes === undefined) line.underWay -= 1
      else goes()
      if (line.underWay === 0) lines.delete(who)
    }
  }
}

type Line = { underWay: number; readonly waiting: (() => void)[] }
