import { about } from '../log/about.ts'
import { findEstate } from './find-estate.ts'
import type { Job, KeptJob } from './job.ts'
import { perform } from './perform.ts'
import { inSpan } from '../telemetry/trace.ts'
import type { Whole } from '../telemetry/tracer.ts'
import type { World } from './world.ts'

/** Does a job, and sees to it that log, traces and figures know what is being done. */
export async function doJob(kept: KeptJob, world: World): Promise<void> {
  const { job, delivery } = kept
  const began = performance.now()
  const done = (outcome: 'done' | 'failed'): void =>
    world.figures.jobDone(job.do, outcome, (performance.now() - began) / 1000)
  await about({ delivery, job: job.do, ...subjectOf(job) }, () =>
    inSpan(
      {
        name: `job ${job.do}`,
        kind: 'consumer',
        attributes: { 'landlord.delivery': delivery, ...attributesOf(job) },
        ...placeOf(kept),
      },
      async () => {
        try {
          const present = await findEstate(job, world)
          if (present !== undefined) await perform({ ...kept, job: present }, world)
        } catch (error) {
          done('failed')
          throw error
        }
        done('done')
      },
    ),
  )
}

/** An operation is one trace, whatever has it looked after; other jobs belong to the delivery that asked for them. */
function placeOf({ job, delivery }: KeptJob): Readonly<{ of?: Whole; because?: Whole }> {
  const asked = isGuid(delivery) ? (`delivery ${delivery}` as const) : undefined
  if (job.do === 'operate')
    return { of: `operation ${job.operation}`, ...(asked !== undefined && { because: asked }) }
  return asked === undefined ? {} : { of: asked }
}

/** What is not GitHub's own is `poll` or `reconcile`: work that we began ourselves. */
export const isGuid = (delivery: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}$/i.test(delivery)

/** What the job is about, as far as its own words tell. */
function subjectOf(job: Job): Readonly<Record<string, string | number>> {
  if (job.do === 'operate') return { operation: job.operation }
  if (job.do === 'merge') return { ...estateOf(job.estate), pull: job.pull, sha: job.sha }
  if (job.do === 'answer') return { ...estateOf(job.comment.pull.estate), pull: job.comment.pull.number }
  if ('pull' in job) {
    const { estate, number } = job.pull
    return { ...estateOf(estate), pull: number, ...(job.do === 'review-group' && { sha: job.group.headSha }) }
  }
  return 'estate' in job ? estateOf(job.estate) : {}
}

const estateOf = ({ owner, repo }: Readonly<{ owner: string; repo: string }>) => ({
  repo: `${owner}/${repo}`,
})

const attributesOf = (job: Job) =>
  Object.fromEntries(Object.entries(subjectOf(job)).map(([name, value]) => [`landlord.${name}`, value]))
