import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { created, ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { invalid, notFound } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { Issue } from '../memory/issue.ts'
import { showLabel, showLabels } from '../show/label.ts'
import { issueOf, readLabels, reading, writing } from './issue-named.ts'
import { addLabel, setLabels } from './set-labels.ts'

export const labelRoutes = [
  inRepository('GET', '/labels', granted(reading), (call) =>
    paged(call, [...call.repository.labels.values()], (page) =>
      page.map((label) => showLabel(call.github, call.repository, label)),
    ),
  ),
  inRepository('POST', '/labels', granted(writing, 'write'), ({ github, repository, body }) => {
    const fields = fieldsOf(body)
    const name = fields.text('name')
    if (repository.labels.has(name.toLowerCase())) throw invalid('Label', 'name', { code: 'already_exists' })
    const color = fields.optionalText('color')?.replace(/^#/, '')
    if (color !== undefined && !/^[0-9a-f]{6}$/i.test(color))
      throw invalid('Label', 'color', { code: 'invalid' })
    const about = { name, color: color ?? 'ededed', description: fields.nullableText('description') ?? null }
    return created(showLabel(github, repository, addLabel(github, repository, about)))
  }),
  inRepository('GET', '/issues/{issue_number}/labels', granted(reading), (call) =>
    paged(call, showLabels(call.github, call.repository, issueOf(call)), (page) => page),
  ),
  inRepository('POST', '/issues/{issue_number}/labels', granted(writing, 'triage'), (call) => {
    const issue = issueOf(call)
    const known = [...issue.labels].map((name) => call.repository.labels.get(name)?.name ?? name)
    return change(call, issue, [...known, ...asked(call)])
  }),
  inRepository('PUT', '/issues/{issue_number}/labels', granted(writing, 'triage'), (call) =>
    change(call, issueOf(call), asked(call)),
  ),
  inRepository('DELETE', '/issues/{issue_number}/labels/{name}', granted(writing, 'triage'), (call) => {
    const issue = issueOf(call)
    const name = (call.params.name ?? '').toLowerCase()
    if (!issue.labels.has(name)) throw notFound()
    return change(
      call,
      issue,
      [...issue.labels].filter((other) => other !== name),
    )
  }),
]

/** The body is a list of names or an object that holds one. */
function asked({ body }: RepositoryCall): string[] {
  return readLabels(Array.isArray(body) ? body : fieldsOf(body).raw('labels')) ?? []
}

async function change(call: RepositoryCall, issue: Issue, names: readonly string[]): Promise<Answer> {
  await setLabels(call, issue, names)
  return ok(showLabels(call.github, call.repository, issue))
}
