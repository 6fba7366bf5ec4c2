import { patienceOf, type AskingSettings } from '../../tenant/settings/asking.ts'

/** A seat that waits, as the registry has it. `key`: see `seatKey`. */
export type WaitingSeat = Readonly<{ key: string; name: string; since: string; taken: readonly StepName[] }>
export type StepName = 'remind' | 'escalate'
type DueStep = Readonly<{ seat: string; since: string; step: StepName }>

/**
 * Steps that are due and were not taken. One whose time has come is taken the moment it is noticed, also late; where both
 * are due, nobody is reminded any more, and the reminder counts as taken.
 */
export function planReminders(
  seats: readonly WaitingSeat[],
  asking: AskingSettings,
  now: Date,
): readonly DueStep[] {
  return seats.flatMap(({ key, name, since, taken }): readonly DueStep[] => {
    const { remindAfterMs, escalateAfterMs } = patienceOf(asking, name)
    const waited = now.getTime() - Date.parse(since)
    const isDue = (step: StepName, after: number | undefined): boolean =>
      after !== undefined && waited >= after && !taken.includes(step)
    if (isDue('escalate', escalateAfterMs)) return [{ seat: key, since, step: 'escalate' }]
    if (taken.includes('escalate')) return []
    return isDue('remind', remindAfterMs) ? [{ seat: key, since, step: 'remind' }] : []
  })
}
