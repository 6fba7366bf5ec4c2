import { granted } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { readInputs } from '../actions/read-inputs.ts'
import { startRun } from '../actions/start-run.ts'
import { loadWorkflowFile, loadWorkflows } from '../actions/workflow-file.ts'
import { findCommit, isSafeRevision, readRef } from '../git/read.ts'
import { noContent, ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { Repository } from '../memory/repository.ts'
import type { Workflow } from '../memory/run.ts'
import { apiOf, webOf } from '../show/links.ts'
import { showWorkflow } from '../show/run.ts'

const one = '/actions/workflows/{workflow_id}'

export const workflowRoutes = [
  inRepository('GET', '/actions/workflows', granted('actions:read'), async (call) => {
    const workflows = await loadWorkflows(call.github, call.repository)
    return paged(call, workflows, (page) => ({
      total_count: workflows.length,
      workflows: page.map((workflow) => showWorkflow(call.github, call.repository, workflow)),
    }))
  }),
  inRepository('GET', one, granted('actions:read'), async (call) =>
    ok(showWorkflow(call.github, call.repository, await workflowOf(call))),
  ),
  inRepository('POST', `${one}/dispatches`, granted('actions:write'), dispatch),
]

/** By number or by file name. */
export async function workflowOf({ github, repository, params }: RepositoryCall): Promise<Workflow> {
  const wanted = params.workflow_id ?? ''
  const workflows = await loadWorkflows(github, repository)
  const found = workflows.find(({ id, path }) => String(id) === wanted || path.endsWith(`/${wanted}`))
  if (!found) throw notFound()
  return found
}

async function dispatch(call: RepositoryCall): Promise<Answer> {
  const { github, repository, caller } = call
  const body = fieldsOf(call.body)
  const asked = body.text('ref')
  const given = body.object('inputs') ? (body.raw('inputs') as Record<string, unknown>) : {}
  const workflow = await workflowOf(call)
  const { ref, sha } = await findRef(repository, asked)
  const file = await loadWorkflowFile(repository, { path: workflow.path, sha })
  if (!file.inputs) throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger")
  const inputs = readInputs(given, file.inputs)
  const actor = actorOf(caller).login
  const event = { name: 'workflow_dispatch', payload: { inputs, ref, workflow: workflow.path } }
  github.announce({ event: event.name, repository, sender: actor, payload: event.payload })
  const run = await startRun(github, repository, { workflow, file, ref, sha, actor, event, inputs })
  if (body.flag('return_run_details') !== true) return noContent
  return ok({
    workflow_run_id: run.id,
    run_url: `${apiOf(github, repository)}/actions/runs/${run.id}`,
    html_url: `${webOf(github, repository)}/actions/runs/${run.id}`,
  })
}

/** A branch or a tag, by its short or full name. */
async function findRef(repository: Repository, asked: string): Promise<{ ref: string; sha: string }> {
  const candidates = asked.startsWith('refs/') ? [asked] : [`refs/heads/${asked}`, `refs/tags/${asked}`]
  for (const ref of isSafeRevision(asked) ? candidates : []) {
    if (!(await readRef(repository.folder, ref))) continue
    const sha = await findCommit(repository.folder, ref)
    if (sha) return { ref, sha }
  }
  throw new Refusal(422, `No ref found for: ${asked}`)
}
