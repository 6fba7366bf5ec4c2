/** How people are asked for their approval, and what follows when they do not answer. */
export type AskingSettings = Readonly<{
  /** Whoever can fill an open seat is requested as a reviewer. */
  requestReviewers: boolean
  /** Of every seat that `sections` does not name. */
  patience: Patience
  /** By the seat's name, lower case. */
  sections: Readonly<Record<string, Patience>>
}>

/** Counted from when a seat opened, nights and Sundays included; absent = that step is not taken. */
export type Patience = Readonly<{
  remindAfterMs?: number
  escalateAfterMs?: number
  /** As `@org/team` or `@login`: who is told that nobody answers. They gain no say by it. */
  escalateTo: readonly string[]
}>

/** As the schema promises it: durations are `4h` or `2d`. */
export type DeclaredAsking = DeclaredPatience &
  Readonly<{ requestReviewers?: boolean; sections?: Readonly<Record<string, DeclaredPatience>> }>

type DeclaredPatience = Readonly<{
  remindAfter?: string
  escalateAfter?: string
  escalateTo?: readonly string[]
}>

/** A section takes from the others what it does not say itself. */
export function resolveAsking({
  requestReviewers = true,
  sections = {},
  ...all
}: DeclaredAsking): AskingSettings {
  const own = Object.entries(sections).map(
    ([name, section]) => [name.toLowerCase(), resolve({ ...all, ...section })] as const,
  )
  return { requestReviewers, patience: resolve(all), sections: Object.fromEntries(own) }
}

export function patienceOf({ sections, patience }: AskingSettings, seat: string): Patience {
  const name = seat.toLowerCase()
  return (Object.hasOwn(sections, name) ? sections[name] : undefined) ?? patience
}

const resolve = ({ remindAfter, escalateAfter, escalateTo = [] }: DeclaredPatience): Patience => ({
  ...(remindAfter !== undefined && { remindAfterMs: milliseconds(remindAfter) }),
  ...(escalateAfter !== undefined && { escalateAfterMs: milliseconds(escalateAfter) }),
  escalateTo,
})

const hour = 3_600_000
const milliseconds = (duration: string): number =>
  Number.parseInt(duration, 10) * (duration.endsWith('d') ? 24 * hour : hour)
