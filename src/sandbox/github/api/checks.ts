import { granted } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { findCommit } from '../git/read.ts'
import { stamp } from '../github.ts'
import { created, ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { App } from '../memory/app.ts'
import type { CheckRun } from '../memory/check.ts'
import { announceCheckRun, suiteFor } from '../pulls/check-runs.ts'
import { settleQueue } from '../pulls/merge-queue.ts'
import { showAnnotation, showCheckRun, showCheckSuite, showListedSuite } from '../show/check.ts'
import { commitNamed } from './at-commit.ts'
import { readCheckFields } from './check-fields.ts'

export const checkRoutes = [
  inRepository('POST', '/check-runs', granted('checks:write'), createCheckRun),
  inRepository('GET', '/check-runs/{check_run_id}', granted('checks:read'), (call) =>
    ok(showCheckRun(call.github, call.repository, checkRunOf(call))),
  ),
  inRepository('PATCH', '/check-runs/{check_run_id}', granted('checks:write'), updateCheckRun),
  inRepository('GET', '/check-runs/{check_run_id}/annotations', granted('checks:read'), (call) => {
    const run = checkRunOf(call)
    return paged(call, run.annotations, (page) =>
      page.map((annotation) => showAnnotation(call.github, call.repository, { run, annotation })),
    )
  }),
  inRepository('POST', '/check-runs/{check_run_id}/rerequest', granted('checks:write'), (call) => {
    const run = checkRunOf(call)
    announceCheckRun(call.github, call.repository, {
      run,
      action: 'rerequested',
      sender: actorOf(call.caller).login,
    })
    return created({})
  }),
  inRepository('GET', '/commits/{ref}/check-runs', granted('checks:read'), listCheckRuns),
  inRepository('GET', '/commits/{ref}/check-suites', granted('checks:read'), async (call) => {
    const sha = await commitNamed(call, call.params.ref ?? '')
    const suites = [...call.repository.checkSuites.values()].filter(({ headSha }) => headSha === sha)
    const shown = await Promise.all(
      suites.map((suite) => showListedSuite(call.github, call.repository, suite)),
    )
    return paged(call, shown, (page) => ({ total_count: shown.length, check_suites: page }))
  }),
  inRepository('POST', '/check-suites/{check_suite_id}/rerequest', granted('checks:write'), async (call) => {
    const { github, repository, caller, params } = call
    const suite = repository.checkSuites.get(Number(params.check_suite_id))
    if (!suite) throw notFound()
    github.announce({
      event: 'check_suite',
      action: 'rerequested',
      repository,
      sender: actorOf(caller).login,
      onlyApp: suite.appId,
      payload: { action: 'rerequested', check_suite: await showCheckSuite(github, repository, suite) },
    })
    return created({})
  }),
]

function checkRunOf({ repository, params }: RepositoryCall): CheckRun {
  const run = repository.checkRuns.get(Number(params.check_run_id))
  if (!run) throw notFound()
  return run
}

/** Only Apps write check runs; people are refused whatever their role. */
function appBehind({ caller }: RepositoryCall): App {
  if (caller.kind === 'installation') return caller.app
  throw new Refusal(403, 'You must authenticate via a GitHub App.')
}

async function createCheckRun(call: RepositoryCall): Promise<Answer> {
  const { github, repository } = call
  const app = appBehind(call)
  const fields = fieldsOf(call.body)
  const name = fields.text('name')
  const headSha = fields.text('head_sha')
  if (!/^[0-9a-f]{40}$/.test(headSha) || !(await findCommit(repository.folder, headSha))) {
    throw new Refusal(422, `No commit found for SHA: ${headSha}`)
  }
  const at = stamp(github)
  const { added, ...given } = readCheckFields(call.body, at)
  const suite = await suiteFor(github, repository, { appId: app.id, headSha })
  const run: CheckRun = {
    id: github.nextId(),
    suiteId: suite.id,
    appId: app.id,
    headSha,
    name,
    status: 'queued',
    conclusion: null,
    detailsUrl: null,
    externalId: '',
    startedAt: at,
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    ...given,
    annotations: [...added],
  }
  repository.checkRuns.set(run.id, run)
  suite.updatedAt = at
  announceCheckRun(github, repository, { run, action: 'created', sender: app.botLogin })
  if (run.status === 'completed') {
    announceCheckRun(github, repository, { run, action: 'completed', sender: app.botLogin })
    await settleQueue(github, repository)
  }
  return created(showCheckRun(github, repository, run))
}

async function updateCheckRun(call: RepositoryCall): Promise<Answer> {
  const { github, repository } = call
  const app = appBehind(call)
  const run = checkRunOf(call)
  if (run.appId !== app.id)
    throw new Refusal(
      403,
      `Invalid app_id \`${run.appId}\` - check run can only be modified by the GitHub App that created it.`,
    )
  const at = stamp(github)
  const { added, ...given } = readCheckFields(call.body, at)
  const completes = given.status === 'completed' && run.status !== 'completed'
  Object.assign(run, given)
  run.annotations.push(...added)
  const suite = repository.checkSuites.get(run.suiteId)
  if (suite) suite.updatedAt = at
  if (completes) {
    announceCheckRun(github, repository, { run, action: 'completed', sender: app.botLogin })
    await settleQueue(github, repository)
  }
  return ok(showCheckRun(github, repository, run))
}

async function listCheckRuns(call: RepositoryCall): Promise<Answer> {
  const { github, repository, query, params } = call
  const sha = await commitNamed(call, params.ref ?? '')
  const name = query.get('check_name')
  const status = query.get('status')
  const appId = query.get('app_id')
  const found = [...repository.checkRuns.values()]
    .filter(({ headSha }) => headSha === sha)
    .filter((run) => (!name || run.name === name) && (!status || run.status === status))
    .filter((run) => !appId || run.appId === Number(appId))
    .reverse()
  // `latest` is the newest of each name in each suite.
  const latest = found.filter(
    (run, index) => found.findIndex((one) => one.name === run.name && one.suiteId === run.suiteId) === index,
  )
  const listed = query.get('filter') === 'all' ? found : latest
  return paged(call, listed, (page) => ({
    total_count: listed.length,
    check_runs: page.map((run) => showCheckRun(github, repository, run)),
  }))
}
