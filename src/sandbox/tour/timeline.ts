/** What happened when, for the closing table of the tour. */
export type Timeline = Readonly<{
  /** `at` in the clock's milliseconds, for what happened before it was noticed. */
  note: (subject: string, what: string, at?: number) => void
  render: () => string
}>

type Entry = Readonly<{ at: number; subject: string; what: string }>

/** `clock` in milliseconds; durations are since the previous entry of the same subject. */
export function openTimeline(clock: () => number): Timeline {
  const start = clock()
  const entries: Entry[] = []
  return {
    note: (subject, what, at = clock()) => void entries.push({ at: at - start, subject, what }),
    render: () => {
      const width = Math.max(...entries.map(({ subject }) => subject.length))
      const inOrder = entries.toSorted((one, other) => one.at - other.at)
      return inOrder
        .map(({ at, subject, what }, index) => {
          const before = inOrder.slice(0, index).findLast((entry) => entry.subject === subject)
          const took = before === undefined ? '' : ` (${seconds(at - before.at)})`
          return `${seconds(at).padStart(8)}  ${subject.padEnd(width)}  ${what}${took}`
        })
        .join('\n')
    },
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
