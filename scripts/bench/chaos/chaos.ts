import { join } from 'node:path'
import { playDay, type Day, type DayOptions, type Trouble } from './day.ts'
import { compareOutcomes } from './outcome.ts'
import { planPulls } from './plan.ts'

type ChaosOptions = Omit<DayOptions, 'plan'> & Trouble & Readonly<{ pulls: number }>

export type Chaos = Readonly<{
  seed: number
  pulls: number
  replicas: number
  calm: Day
  bad: Day
  /** Where the two ended differently, and what must never be; empty = the proof holds. */
  differences: readonly string[]
}>

/** The same pull requests on a calm day and on a bad one: both must end the same. */
export async function benchChaos(options: ChaosOptions): Promise<Chaos> {
  const { pulls, seed, replicas, folder, say } = options
  const plan = planPulls(pulls, seed)
  const day = async (name: string, trouble?: Trouble): Promise<Day> => {
    say(`the ${name} day: ${pulls} pull requests, seed ${seed}`)
    return playDay(
      {
        // Where nothing happens one process does what three do.
        ...{ ...options, plan, folder: join(folder, name), replicas: trouble === undefined ? 1 : replicas },
        say: (progress) => say(`the ${name} day: ${progress}`),
        log: (line) => options.log(`${name}: ${line}`),
      },
      trouble,
    )
  }
  const calm = await day('calm')
  const bad = await day('bad', options)
  const differences = [
    ...calm.flaws.map((flaw) => `calm day: ${flaw}`),
    ...bad.flaws.map((flaw) => `bad day: ${flaw}`),
    ...compareOutcomes(calm.outcome, bad.outcome),
  ]
  return { seed, pulls, replicas, calm, bad, differences }
}
