import { daysBetween, isDay } from '../tenant/day.ts'

/** A source may be dated to the day or to the month (`2024-07`), which counts from its first day. */
const firstDayOf = (text: string): string => (text.length === 7 ? `${text}-01` : text)

export const isDayOrMonth = (text: string): boolean => isDay(firstDayOf(text))

/** Whole days from when something was seen to a day (ISO date or time); below 0 where that is earlier. */
export const ageInDays = (seenOn: string, on: string): number =>
  Number(daysBetween(firstDayOf(seenOn), on.slice(0, 10)))
