import type { Logger } from 'pino'
import type { Job } from './job.ts'
import type { Registry } from '../registry/registry.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

type FindIO = Readonly<{
  registry: Pick<Registry, 'whereIs' | 'operation' | 'notice'>
  log: Pick<Logger, 'warn'>
}>

/**
 * The job under the name that its estate has by now: it may have waited while that was renamed. Undefined: the name is another
 * repository's, and nothing may be done until the two are told apart.
 */
export async function findEstate(job: Job, { registry, log }: FindIO): Promise<Job | undefined> {
  const estate = await estateOf(job, registry)
  if (estate === undefined) return job
  const found = await registry.whereIs(estate)
  if (found.is === 'here') return withEstate(job, found.estate)
  log.warn({ estate, why: found.why }, 'nothing is done for an estate whose name is another’s')
  return undefined
}

/** Undefined: it is about no single estate. */
async function estateOf(job: Job, registry: FindIO['registry']): Promise<EstateRef | undefined> {
  if (job.do === 'operate') return (await registry.operation(job.operation))?.estate
  if (job.do === 'notify') return (await registry.notice(job.notice))?.notice.estate
  if (job.do === 'answer') return job.comment.pull.estate
  if ('pull' in job && typeof job.pull === 'object') return job.pull.estate
  return 'estate' in job ? job.estate : undefined
}

function withEstate(job: Job, estate: EstateRef): Job {
  if (job.do === 'answer')
    return { ...job, comment: { ...job.comment, pull: { ...job.comment.pull, estate } } }
  if ('pull' in job && typeof job.pull === 'object') return { ...job, pull: { ...job.pull, estate } } as Job
  return 'estate' in job ? { ...job, estate } : job
}
