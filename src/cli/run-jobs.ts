import { join } from 'node:path'
import { openQueue, type Queue } from '../queue/queue.ts'
import { startEmbedded } from '../registry/embedded.ts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { renderJobs } from './format/render-jobs.ts'

export type JobsOptions = Readonly<{ dead?: true; format: 'text' | 'json' }>

export async function list({ dead, format }: JobsOptions): Promise<void> {
  const all = await withQueue((queue) => queue.jobs())
  const jobs = dead ? all.filter(({ state }) => state === 'dead') : all
  process.stdout.write(
    format === 'json' ? `${JSON.stringify(jobs, null, 2)}\n` : renderJobs(jobs, new Date()),
  )
  if (all.some(({ state }) => state === 'dead')) process.exitCode = 1
}

export async function retry(ids: readonly string[], { all }: Readonly<{ all?: true }>): Promise<void> {
  if (all === undefined && ids.length === 0)
    throw new UserError('Which jobs are to be tried again?', {
      fix: 'Name their ids, or pass --all; "landlord jobs list --dead" prints them.',
    })
  const wrong = ids.find((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
  if (wrong !== undefined)
    throw new UserError(`"${clean(wrong, 60)}" is no id of a job.`, {
      fix: '"landlord jobs list --dead" prints them.',
    })
  const retried = await withQueue((queue) => queue.retryDead(all ? 'all' : ids))
  process.stdout.write(`${retried} ${retried === 1 ? 'job is' : 'jobs are'} tried again.\n`)
  if (retried < ids.length) process.exitCode = 1
}

async function withQueue<Result>(work: (queue: Queue) => Promise<Result>): Promise<Result> {
  const given = set(process.env.DATABASE_URL)
  const home = set(process.env.LANDLORD_HOME) ?? '.landlord'
  const embedded = given === undefined ? await startEmbedded(join(home, 'postgres')) : undefined
  try {
    const say = (_: object, says: string): void => void process.stderr.write(`${says}\n`)
    const url = given ?? (await embedded?.database('landlord')) ?? ''
    const queue = await openQueue(url, { warn: say, error: say })
    try {
      return await work(queue)
    } finally {
      await queue.close()
    }
  } finally {
    await embedded?.close()
  }
}

/** A variable set to nothing is a variable not set. */
const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value)
