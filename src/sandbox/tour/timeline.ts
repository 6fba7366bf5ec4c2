/** What happened when, for the closing table of the tour. */
export type Timeline = Readonly<{
  note: (subject: string, what: string) => void
  render: () => string
}>

type Entry = Readonly<{ at: number; subject: string; what: string }>

/** `clock` in milliseconds; durations are since the previous entry of the same subject. */
export function openTimeline(clock: () => number): Timeline {
  const start = clock()
  const entries: Entry[] = []
  return {
    note: (subject, what) => void entries.push({ at: clock() - start, subject, what }),
    render: () => {
      const width = Math.max(...entries.map(({ subject }) => subject.length))
      return entries
        .map(({ at, subject, what }, index) => {
          const before = entries.slice(0, index).findLast((entry) => entry.subject === subject)
          const took = before === undefined ? '' : ` (${seconds(at - before.at)})`
          return `${seconds(at).padStart(8)}  ${subject.padEnd(width)}  ${what}${took}`
        })
        .join('\n')
    },
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
