import type { JobSeen } from '../../queue/look.ts'
import { clean } from '../../tenant/markdown.ts'

const signs: Readonly<Record<JobSeen['state'], string>> = { dead: '✗', active: '▶', waiting: '·', later: '◷' }

/** A paragraph a state, a line a job; what people and GitHub wrote is cleaned for a terminal. */
export function renderJobs(jobs: readonly JobSeen[], now: Date): string {
  if (jobs.length === 0) return 'Nothing waits, and nothing is dead.\n'
  const states = ['dead', 'active', 'waiting', 'later'] as const
  return states
    .map((state) => jobs.filter((job) => job.state === state))
    .filter((own) => own.length > 0)
    .map((own) => own.map((job) => line(job, now)).join(''))
    .join('\n')
}

function line({ id, state, key, since, startAfter, tries, why }: JobSeen, now: Date): string {
  const first = `${signs[state]} ${state.padEnd(7)} ${clean(key, 100)}  ${age(since, now)}`
  const when = state === 'later' ? `, next try ${startAfter}` : ''
  const tried = tries > 0 ? `, tried ${tries + 1} times` : ''
  const reason = why === undefined ? '' : `    ${clean(why, 300)}\n`
  return `${first}${tried}${when}\n${reason}${state === 'dead' ? `    landlord jobs retry ${id}\n` : ''}`
}

/** `3 min`, as one says it. */
function age(since: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(since)) / 1000))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
