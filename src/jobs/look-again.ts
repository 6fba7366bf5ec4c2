import { enqueueLater } from './job.ts'
import type { Queue } from '../queue/queue.ts'
import type { PullRef } from '../review/input.ts'

/**
 * Has a pull request reviewed again after a minute, two, four …, for three days altogether: GitHub sends no event when
 * it can be read again, or shows a team that it hid. `again`: how many such looks there were.
 */
export async function lookAgain(
  queue: Queue,
  pull: PullRef,
  { again, delivery }: Readonly<{ again: number; delivery: string }>,
): Promise<void> {
  if (again >= looks) return
  await enqueueLater(queue, { do: 'look-again', pull, again: again + 1 }, delivery, 60 * 2 ** again)
}

/** The last of them 34 hours after the one before. */
const looks = 12
