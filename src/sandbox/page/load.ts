import type { Annotation, ChangedFile, CheckRun, Comment, Pull, Review, Run, RunJob } from './answers.ts'
import type { Hub } from './hub.ts'

export type PullScene = Readonly<{
  pull: Pull
  files: readonly ChangedFile[]
  comments: readonly Comment[]
  reviews: readonly Review[]
  checks: readonly CheckScene[]
}>

export type CheckScene = Readonly<{ check: CheckRun; annotations: readonly Annotation[] }>

export type RunScene = Readonly<{ run: Run; jobs: readonly Readonly<{ job: RunJob; log: string }>[] }>

export type PullRow = Readonly<{ pull: Pull; check: CheckRun | undefined }>

export async function loadPulls(hub: Hub, state: 'open' | 'closed'): Promise<readonly PullRow[]> {
  const pulls = await hub.get<readonly Pull[]>(`/pulls?state=${state}&per_page=50`)
  return Promise.all(pulls.map(async (pull) => ({ pull, check: (await loadChecks(hub, pull.head.sha))[0] })))
}

export async function loadPull(hub: Hub, number: number): Promise<PullScene> {
  const one = `/pulls/${number}`
  const pull = await hub.get<Pull>(one)
  const [files, comments, reviews, checks] = await Promise.all([
    hub.get<readonly ChangedFile[]>(`${one}/files?per_page=100`),
    hub.get<readonly Comment[]>(`/issues/${number}/comments?per_page=100`),
    hub.get<readonly Review[]>(`${one}/reviews?per_page=100`),
    loadChecks(hub, pull.head.sha),
  ])
  const scenes = await Promise.all(
    checks.map(async (check) => ({
      check,
      annotations: await hub.get<readonly Annotation[]>(`/check-runs/${check.id}/annotations?per_page=100`),
    })),
  )
  return { pull, files, comments, reviews, checks: scenes }
}

export async function loadRuns(hub: Hub): Promise<readonly Run[]> {
  return (await hub.get<{ workflow_runs: readonly Run[] }>('/actions/runs?per_page=50')).workflow_runs
}

export async function loadRun(hub: Hub, id: number): Promise<RunScene> {
  const [run, { jobs }] = await Promise.all([
    hub.get<Run>(`/actions/runs/${id}`),
    hub.get<{ jobs: readonly RunJob[] }>(`/actions/runs/${id}/jobs?per_page=100`),
  ])
  const read = async (job: RunJob) => ({ job, log: await hub.text(`/actions/jobs/${job.id}/logs`) })
  return { run, jobs: await Promise.all(jobs.map(read)) }
}

async function loadChecks(hub: Hub, sha: string): Promise<readonly CheckRun[]> {
  return (await hub.get<{ check_runs: readonly CheckRun[] }>(`/commits/${sha}/check-runs`)).check_runs
}
