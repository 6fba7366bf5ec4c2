import type { GitHub } from '../github.ts'
import { readCommit } from '../git/commit.ts'
import type { Repository } from '../memory/repository.ts'
import type { Artifact, Run, RunJob, Workflow } from '../memory/run.ts'
import { showLogin } from './account.ts'
import { showPullsAt } from './check.ts'
import { showSimpleCommit } from './commit.ts'
import { apiOf, nodeId, webOf } from './links.ts'
import { showMinimalRepository } from './repository.ts'

export function showWorkflow(github: GitHub, repository: Repository, workflow: Workflow) {
  const file = workflow.path.slice(workflow.path.lastIndexOf('/') + 1)
  const web = webOf(github, repository)
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: `${apiOf(github, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${web}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${web}/actions/workflows/${file}/badge.svg`,
  }
}

export async function showRun(github: GitHub, repository: Repository, run: Run) {
  const api = apiOf(github, repository)
  const url = `${api}/actions/runs/${run.id}`
  const workflow = repository.workflows.values().find(({ id }) => id === run.workflowId)
  return {
    id: run.id,
    node_id: nodeId('WorkflowRun', run.id),
    name: run.name,
    display_title: run.title,
    path: workflow?.path ?? '',
    head_branch: run.headBranch,
    head_sha: run.headSha,
    head_commit: showSimpleCommit(await readCommit(repository.folder, run.headSha)),
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    check_suite_id: run.suiteId,
    check_suite_node_id: nodeId('CheckSuite', run.suiteId),
    url,
    html_url: `${webOf(github, repository)}/actions/runs/${run.id}`,
    pull_requests: showPullsAt(github, repository, run.headSha),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.startedAt,
    actor: showLogin(github, run.actor),
    triggering_actor: showLogin(github, run.triggeringActor),
    referenced_workflows: [],
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.suiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflowId}`,
    repository: showMinimalRepository(github, repository),
    head_repository: showMinimalRepository(github, repository),
  }
}

export function showJob(github: GitHub, repository: Repository, { run, kept }: { run: Run; kept: RunJob }) {
  const api = apiOf(github, repository)
  const { job } = kept
  return {
    id: kept.id,
    run_id: run.id,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: kept.attempt,
    node_id: nodeId('CheckRun', kept.id),
    workflow_name: run.name,
    head_branch: run.ref.replace(/^refs\/(heads|tags)\//, ''),
    head_sha: run.sha,
    url: `${api}/actions/jobs/${kept.id}`,
    html_url: `${webOf(github, repository)}/actions/runs/${run.id}/job/${kept.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: kept.createdAt,
    started_at: job.startedAt ?? kept.createdAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${api}/check-runs/${kept.id}`,
    labels: [],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
  }
}

export function showArtifact(
  github: GitHub,
  repository: Repository,
  { run, artifact }: { run: Run; artifact: Artifact },
) {
  const url = `${apiOf(github, repository)}/actions/artifacts/${artifact.id}`
  return {
    id: artifact.id,
    node_id: nodeId('Artifact', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: Date.parse(artifact.expiresAt) <= github.now().getTime(),
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    workflow_run: {
      id: run.id,
      repository_id: repository.id,
      head_repository_id: repository.id,
      head_branch: run.ref.replace(/^refs\/(heads|tags)\//, ''),
      head_sha: run.sha,
    },
  }
}
