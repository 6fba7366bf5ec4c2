/**
 * GitHub's way of asking for a time: `2026-11-21`, `>=2026-11-21T10:00:00Z`, `<…`, `from..to`, `from..*`.
 * A day without a time means all of it.
 */
export function dateFilter(asked: string | null): (moment: string) => boolean {
  if (asked === null || asked === '') return () => true
  const range = /^(.+)\.\.(.+)$/.exec(asked)
  if (range) {
    const from = range[1] === '*' ? -Infinity : begin(range[1])
    const to = range[2] === '*' ? Infinity : end(range[2])
    return (moment) => Date.parse(moment) >= from && Date.parse(moment) <= to
  }
  const [, sign = '', date] = /^(>=|<=|>|<)?(.+)$/.exec(asked) ?? []
  return (moment) => {
    const at = Date.parse(moment)
    switch (sign) {
      case '>=':
        return at >= begin(date)
      case '>':
        return at > end(date)
      case '<=':
        return at <= end(date)
      case '<':
        return at < begin(date)
      default:
        return at >= begin(date) && at <= end(date)
    }
  }
}

const begin = (date: string | undefined) => Date.parse(date ?? '')
const end = (date: string | undefined) =>
  begin(date) + (/^\d{4}-\d{2}-\d{2}$/.test(date ?? '') ? 24 * 3600 * 1000 - 1 : 0)
