import { createHash } from 'node:crypto'
import type { Annotation, CheckRun } from '../../review/comment/check-run.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import type { AppIdentity, GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

/** GitHub takes fifty annotations a request, and adds those of later requests to them. */
const perRequest = 50

/**
 * Brings the App's own check run on that commit up to date. One that already says the same is left alone; one that
 * has ended cannot be reopened and annotations cannot be taken back, so then a new run takes its place (of several
 * with one name GitHub shows, and asks for, the newest).
 */
export async function publishCheckRun(
  github: GitHub,
  estate: EstateRef,
  { checkRun, app }: { checkRun: CheckRun; app: AppIdentity },
): Promise<void> {
  await writeCheckRun(github, estate, { checkRun, own: await loadOwnRun(github, estate, { checkRun, app }) })
}

export async function writeCheckRun(
  github: GitHub,
  { owner, repo }: EstateRef,
  { checkRun, own: existing }: { checkRun: CheckRun; own: OwnRun },
): Promise<void> {
  const digest = digestOf(checkRun)
  if (existing?.external_id === digest) return
  const [first = [], ...more] = batches(checkRun.annotations)
  const request = { owner, repo, name: checkRun.name, external_id: digest, ...stateOf(checkRun) }
  const id =
    existing !== undefined && existing.status !== 'completed' && existing.output.annotations_count === 0
      ? await update(github, Number(existing.id), { ...request, output: outputOf(checkRun, first) })
      : await create(github, { ...request, head_sha: checkRun.headSha, output: outputOf(checkRun, first) })
  for (const batch of more) await update(github, id, { owner, repo, output: outputOf(checkRun, batch) })
}

export type OwnRun = Awaited<ReturnType<typeof loadOwnRun>>

/**
 * The App's newest run on that commit. It is always asked for: another process may have put a newer one in its place,
 * and an answer written to an older one would be hidden behind it.
 */
export async function loadOwnRun(
  github: GitHub,
  { owner, repo }: EstateRef,
  { checkRun: { headSha, name }, app }: { checkRun: CheckRun; app: AppIdentity },
) {
  const { data } = await asking('read its check runs', () =>
    github.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...{ owner, repo, ref: headSha, check_name: name, filter: 'latest', per_page: 100 },
    }),
  )
  // Another App may use the name; what it publishes is neither read nor touched.
  return data.check_runs
    .filter((run) => run.app?.slug === app.slug)
    .toSorted((a, b) => Number(b.id) - Number(a.id))[0]
}

async function create(
  github: GitHub,
  request: State & {
    owner: string
    repo: string
    name: string
    head_sha: string
    external_id: string
    output: Output
  },
): Promise<number> {
  const { data } = await asking('publish its check run', () =>
    github.request('POST /repos/{owner}/{repo}/check-runs', request),
  )
  return Number(data.id)
}

async function update(
  github: GitHub,
  id: number,
  request: Partial<State> & { owner: string; repo: string; external_id?: string; output: Output },
): Promise<number> {
  await asking('update its check run', () =>
    github.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...request, check_run_id: id }),
  )
  return id
}

type State = { status: 'in_progress' } | { status: 'completed'; conclusion: 'success' | 'failure' }

const stateOf = ({ conclusion }: CheckRun): State =>
  conclusion === 'in progress' ? { status: 'in_progress' } : { status: 'completed', conclusion }

type Output = ReturnType<typeof outputOf>

const outputOf = ({ title, summary }: CheckRun, annotations: readonly Annotation[]) => ({
  title,
  summary,
  annotations: annotations.map(({ path, line, column, level, title, message }) => ({
    path,
    start_line: line,
    end_line: line,
    start_column: column,
    end_column: column,
    annotation_level: level,
    title,
    message,
  })),
})

/** As many as one request takes. */
export const batches = (annotations: readonly Annotation[]): readonly (readonly Annotation[])[] =>
  Array.from({ length: Math.ceil(annotations.length / perRequest) }, (_, i) =>
    annotations.slice(i * perRequest, (i + 1) * perRequest),
  )

/** Carried by the run itself, so that any process recognises what another one published. */
export const digestOf = (checkRun: CheckRun): string =>
  createHash('sha256').update(JSON.stringify(checkRun)).digest('hex')
