import { evaluate } from '../review/evaluate.ts'
import type { Comment } from '../review/comment/comment.ts'
import type { PullRef, ReviewInput } from '../review/input.ts'
import { planReminders, type StepName, type WaitingSeat } from '../review/asking/plan-reminders.ts'
import { renderReminder, type Overdue } from '../review/asking/render-reminder.ts'
import { series } from '../review/comment/words.ts'
import { nameInKey, seatKey, waitingSeats } from '../review/asking/waiting-seats.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { patienceOf, type AskingSettings } from '../tenant/settings/asking.ts'
import { parseSettings, settingsPath } from '../tenant/settings/file.ts'
import { keepWaiting, type AskIO } from './ask-people.ts'
import type { Tell } from './notify.ts'

type Step = Readonly<{ seat: string; since: string; step: StepName }>

export type RemindIO = Pick<AskIO, 'saveOpenSeats'> &
  Readonly<{
    /** Seats of all open pull requests that wait, longest first. */
    openSeats: (
      estate: EstateRef,
    ) => Promise<
      readonly Readonly<{ pull: number; seat: string; since: string; taken: readonly StepName[] }>[]
    >
    /** On the default branch; undefined: the settings are broken, and nobody is reminded. */
    loadAsking: (estate: EstateRef) => Promise<AskingSettings | undefined>
    /** Undefined: it is not open any more. */
    load: (ref: PullRef) => Promise<ReviewInput | undefined>
    /** Takes steps that nobody took, all or none; answers under which id they are to be told. */
    takeSteps: (
      estate: EstateRef,
      pull: number,
      taken: Readonly<{ steps: readonly Step[]; at: Date }>,
    ) => Promise<number | undefined>
    untoldSteps: (
      estate: EstateRef,
    ) => Promise<readonly Readonly<{ id: number; pull: number; steps: readonly Step[] }>[]>
    saveStepsTold: (id: number) => Promise<void>
    /** Writes it, or finds it by its marker. */
    publish: (ref: PullRef, comment: Comment) => Promise<void>
    tell: Tell
    now: () => Date
    failed: (ref: PullRef, error: unknown) => void
  }>

/**
 * Reminds those asked, and later tells somebody else, where a seat has waited for too long. A step is taken in the
 * registry first and told afterwards, under an id that its comment carries: whatever ends in between is told once.
 * Answers the pull requests that were written to.
 */
export async function remindPeople(estate: EstateRef, io: RemindIO): Promise<readonly number[]> {
  await takeDue(estate, io)
  const written: number[] = []
  for (const untold of await io.untoldSteps(estate)) {
    const ref = { estate, number: untold.pull }
    try {
      if (await tellSteps(ref, untold, io)) written.push(untold.pull)
      await io.saveStepsTold(untold.id)
    } catch (error) {
      // One pull request that cannot be read must not keep the others from their reminders.
      io.failed(ref, error)
    }
  }
  return written
}

async function takeDue(estate: EstateRef, io: RemindIO): Promise<void> {
  const waiting = await io.openSeats(estate)
  if (waiting.length === 0) return
  const asking = await io.loadAsking(estate)
  if (asking === undefined) return
  const now = io.now()
  for (const [pull, seats] of Map.groupBy(waiting, (seat) => seat.pull)) {
    const steps = planReminders(seats.map(asWaiting), asking, now)
    if (steps.length > 0) await io.takeSteps(estate, pull, { steps, at: now })
  }
}

const asWaiting = ({
  seat,
  since,
  taken,
}: Omit<WaitingSeat, 'key' | 'name'> & { seat: string }): WaitingSeat => ({
  ...{ key: seat, since, taken },
  name: nameInKey(seat),
})

/** Only of what still waits at this moment. False: nothing does, so there is nothing to say. */
async function tellSteps(
  ref: PullRef,
  { id, steps }: Readonly<{ id: number; steps: readonly Step[] }>,
  io: RemindIO,
): Promise<boolean> {
  const input = await io.load(ref)
  if (input === undefined) {
    await io.saveOpenSeats(ref.estate, ref.number, { seats: [], at: io.now() })
    return false
  }
  const verdict = await keepWaiting(ref, { input, verdict: evaluate(input) }, io)
  // Who asked for changes has answered: it is the author's turn.
  if (verdict.approvals.decision === 'vetoed') return false
  const { settings } = parseSettings(input.rules.find(({ path }) => path === settingsPath))
  const overdue = waitingSeats(verdict).flatMap((seat): Overdue[] => {
    const taken = steps.find((one) => one.seat === seatKey(seat) && one.since === seat.since)
    if (taken === undefined || settings === undefined) return []
    const { escalateTo } = patienceOf(settings.asking, seat.name)
    return [{ seat, step: taken.step, tell: taken.step === 'escalate' ? escalateTo : [] }]
  })
  if (overdue.length === 0) return false
  await io.publish(ref, renderReminder(id, overdue))
  await io.tell(noticesOf(ref, { id, overdue, title: input.pull?.title ?? '' }))
  return true
}

const noticesOf = (
  { estate, number }: PullRef,
  { id, overdue, title }: Readonly<{ id: number; overdue: readonly Overdue[]; title: string }>,
) =>
  [...Map.groupBy(overdue, ({ step }) => step)].map(([step, seats]) => ({
    event: step === 'remind' ? ('reminder' as const) : ('escalation' as const),
    ...{ estate, number, key: `${step} #${number} ${id}` },
    says: `“${title}” still waits for ${series(seats.map(({ seat }) => seat.name))}.`,
    facts: seats.map(
      ({ seat }) => [seat.name, `${seat.because} Since ${seat.since?.slice(0, 10) ?? ''}`] as const,
    ),
  }))
