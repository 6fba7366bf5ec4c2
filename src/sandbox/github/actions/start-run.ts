import { stamp, type GitHub } from '../github.ts'
import type { Repository } from '../memory/repository.ts'
import type { Run, Workflow } from '../memory/run.ts'
import { newSuite } from '../pulls/check-runs.ts'
import { showRepository } from '../show/repository.ts'
import { showLogin } from '../show/account.ts'
import { actionsAppId, newRunToken } from './actions-app.ts'
import { followRun, announceRun } from './follow-run.ts'
import type { WorkflowFile } from './workflow-file.ts'

/** What starts a run: a dispatch, or something that happened to a pull request. */
export type Start = Readonly<{
  workflow: Workflow
  file: WorkflowFile
  ref: string
  sha: string
  actor: string
  event: Readonly<{ name: string; payload: Readonly<Record<string, unknown>> }>
  inputs?: Readonly<Record<string, string>>
  /** Where its checks show; absent = at `sha`. */
  head?: Readonly<{ branch: string; sha: string }>
}>

/** Records a new run of a workflow and hands it to the runner. */
export async function startRun(github: GitHub, repository: Repository, start: Start): Promise<Run> {
  const { workflow, ref, sha, actor, event, inputs = {} } = start
  const head = start.head ?? { branch: ref.replace(/^refs\/(heads|tags)\//, ''), sha }
  const suite = await newSuite(github, repository, { appId: actionsAppId, headSha: head.sha })
  const at = stamp(github)
  workflow.runs += 1
  const run: Run = {
    id: github.nextId(),
    workflowId: workflow.id,
    number: workflow.runs,
    attempt: 1,
    name: workflow.name,
    title: workflow.name,
    event: event.name,
    ref,
    headBranch: head.branch,
    sha,
    headSha: head.sha,
    actor,
    triggeringActor: actor,
    status: 'queued',
    conclusion: null,
    inputs,
    payload: {
      ...event.payload,
      repository: showRepository(github, repository),
      sender: showLogin(github, actor),
    },
    suiteId: suite.id,
    createdAt: at,
    updatedAt: at,
    startedAt: at,
    jobs: new Map(),
    logs: [],
  }
  repository.runs.set(run.id, run)
  await submit(github, repository, { run, workflow, file: start.file })
  return run
}

/** Without a runner a run stays queued, as on GitHub when no runner is online. */
export async function submit(
  github: GitHub,
  repository: Repository,
  { run, workflow, file }: { run: Run; workflow: Workflow; file: WorkflowFile },
): Promise<void> {
  if (!github.runner) {
    await announceRun(github, repository, run, 'requested')
    return
  }
  const token = newRunToken(github, repository, file.permissions)
  const request = {
    runId: run.id,
    runNumber: run.number,
    runAttempt: run.attempt,
    repository: {
      owner: repository.owner,
      name: repository.name,
      id: repository.id,
      defaultBranch: repository.defaultBranch,
      cloneUrl: `${github.webUrl}/${repository.owner}/${repository.name}.git`,
    },
    workflow: { path: workflow.path, source: file.source },
    event: { name: run.event, payload: run.payload },
    ref: run.ref,
    sha: run.sha,
    actor: run.actor,
    inputs: run.inputs,
    vars: Object.fromEntries([...repository.variables].map(([name, { value }]) => [name, value])),
    secrets: { ...Object.fromEntries(repository.secrets), GITHUB_TOKEN: token },
    token,
    apiUrl: github.apiUrl,
    serverUrl: github.webUrl,
  }
  github.runner.submit(request, followRun(github, repository, { run, token }))
}
