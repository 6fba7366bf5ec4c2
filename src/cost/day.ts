/** Days of the calendar as ISO text; a month counts from its first day. */

export function isDay(text: string): boolean {
  const time = timeOf(text)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** Whole days from one day (or month) to another; below 0 where `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.floor((timeOf(to) - timeOf(from)) / 86_400_000)

const timeOf = (text: string): number => {
  const day = text.slice(0, 10)
  return Date.parse(`${day.length === 7 ? `${day}-01` : day}T00:00:00Z`)
}
