import { enqueue, type Job } from './job.ts'
import type { World } from './world.ts'

/** Has those pull requests looked at again whose verdicts hang on people or teams that changed; mostly none. */
export async function performPeople(
  { installation, who }: Extract<Job, { do: 'people' }>,
  delivery: string,
  { registry, queue, memory, log }: Pick<World, 'registry' | 'queue' | 'memory' | 'log'>,
): Promise<void> {
  // A minute's worth of answers, of this process alone: what could turn a check green is never answered from there.
  memory.people.forget()
  const pulls = await registry.hangingOn(installation, who)
  for (const pull of pulls) await enqueue(queue, { do: 'review', pull }, delivery)
  log.info({ installation, delivery, pulls: pulls.length }, 'people changed')
}
