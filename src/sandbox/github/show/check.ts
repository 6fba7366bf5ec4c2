import type { GitHub } from '../github.ts'
import { readCommit } from '../git/commit.ts'
import { appOf } from '../memory/memory.ts'
import type { Annotation, CheckRun, CheckSuite } from '../memory/check.ts'
import type { PullIssue } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { openPulls } from '../pulls/after-push.ts'
import { showApp } from './app.ts'
import { showSimpleCommit } from './commit.ts'
import { apiOf, nodeId, webOf } from './links.ts'
import { showMinimalRepository } from './repository.ts'

export function showCheckRun(github: GitHub, repository: Repository, run: CheckRun) {
  const url = `${apiOf(github, repository)}/check-runs/${run.id}`
  const html = `${webOf(github, repository)}/runs/${run.id}`
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: showApp(github, appOf(github.memory, run.appId)),
    pull_requests: showPullsAt(github, repository, run.headSha),
  }
}

/** A check run as webhooks carry it: with its whole suite. */
export function showHookCheckRun(github: GitHub, repository: Repository, run: CheckRun) {
  const suite = repository.checkSuites.get(run.suiteId)
  return {
    ...showCheckRun(github, repository, run),
    ...(suite && { check_suite: showSuite(github, repository, suite) }),
  }
}

function showSuite(github: GitHub, repository: Repository, suite: CheckSuite) {
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...summarise(repository, suite),
    url: `${apiOf(github, repository)}/check-suites/${suite.id}`,
    before: null,
    after: suite.headSha,
    pull_requests: showPullsAt(github, repository, suite.headSha),
    app: showApp(github, appOf(github.memory, suite.appId)),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
  }
}

/** `check-suite`, of lists and of check_suite webhooks. */
export async function showCheckSuite(github: GitHub, repository: Repository, suite: CheckSuite) {
  const shown = showSuite(github, repository, suite)
  return {
    ...shown,
    latest_check_runs_count: runsOf(repository, suite).length,
    check_runs_url: `${shown.url}/check-runs`,
    head_commit: showSimpleCommit(await readCommit(repository.folder, suite.headSha)),
  }
}

export async function showListedSuite(github: GitHub, repository: Repository, suite: CheckSuite) {
  return {
    ...(await showCheckSuite(github, repository, suite)),
    repository: showMinimalRepository(github, repository),
  }
}

/** Worst first: a suite is as its worst check run. */
const worst = [
  'action_required',
  'timed_out',
  'failure',
  'cancelled',
  'success',
  'neutral',
  'skipped',
] as const

function summarise(repository: Repository, suite: CheckSuite) {
  const runs = runsOf(repository, suite)
  if (runs.some(({ status }) => status === 'in_progress')) return { status: 'in_progress', conclusion: null }
  if (runs.length === 0 || runs.some(({ status }) => status !== 'completed')) {
    return { status: 'queued', conclusion: null }
  }
  const conclusions = runs.map(({ conclusion }) => conclusion)
  return { status: 'completed', conclusion: worst.find((one) => conclusions.includes(one)) ?? 'neutral' }
}

const runsOf = (repository: Repository, suite: CheckSuite) =>
  [...repository.checkRuns.values()].filter(({ suiteId }) => suiteId === suite.id)

/** The open pull requests whose head is this commit. */
export function showPullsAt(github: GitHub, repository: Repository, sha: string) {
  const end = (ref: string, at: string) => ({
    ref,
    sha: at,
    repo: { id: repository.id, url: apiOf(github, repository), name: repository.name },
  })
  const show = ({ number, pull }: PullIssue) => ({
    id: pull.id,
    number,
    url: `${apiOf(github, repository)}/pulls/${number}`,
    head: end(pull.headRef, pull.headSha),
    base: end(pull.baseRef, pull.baseSha),
  })
  // GitHub tells here of no pull request from a fork.
  return openPulls(repository)
    .filter(({ pull }) => pull.headSha === sha && pull.fork === null)
    .map(show)
}

export function showAnnotation(
  github: GitHub,
  repository: Repository,
  { run, annotation }: { run: CheckRun; annotation: Annotation },
) {
  return { ...annotation, blob_href: `${webOf(github, repository)}/blob/${run.headSha}/${annotation.path}` }
}
