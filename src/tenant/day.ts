/** Whole days from one ISO date (`2026-11-21`) to another; negative if the other comes first. */
export const daysBetween = (from: string, to: string): bigint =>
  BigInt(Math.round((midnight(to) - midnight(from)) / millisecondsOfADay))

/** The ISO date so many days later. */
export const daysLater = (day: string, days: number): string =>
  new Date(midnight(day) + days * millisecondsOfADay).toISOString().slice(0, 10)

/** 30 February is no day, though `Date` would take it for 2 March. */
export function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

function midnight(day: string): number {
  if (!isDay(day)) throw new Error(`${JSON.stringify(day)} is not a date like 2026-11-21`)
  return Date.parse(`${day}T00:00:00Z`)
}

const millisecondsOfADay = 86_400_000
