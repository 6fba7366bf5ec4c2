import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { ok, type Answer } from '../http/answer.ts'
import { paged } from '../http/page.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { Artifact } from '../memory/run.ts'
import { showArtifact } from '../show/run.ts'
import { runOf } from './runs.ts'

const one = '/actions/artifacts/{artifact_id}'

export const artifactRoutes = [
  inRepository('GET', '/actions/artifacts', granted('actions:read'), (call) => list(call, () => true)),
  inRepository('GET', '/actions/runs/{run_id}/artifacts', granted('actions:read'), (call) => {
    const { id } = runOf(call)
    return list(call, ({ runId }) => runId === id)
  }),
  inRepository('GET', one, granted('actions:read'), (call) => ok(show(call, artifactOf(call)))),
  inRepository('GET', `${one}/{archive_format}`, granted('actions:read'), (call) => {
    const artifact = artifactOf(call)
    if (call.params.archive_format !== 'zip') throw notFound()
    if (show(call, artifact).expired) throw new Refusal(410, 'Artifact has expired')
    const file = { bytes: artifact.zip, type: 'application/zip', name: `${artifact.name}.zip` }
    return { status: 302, headers: { location: call.github.webUrl + call.github.storage.offer(file) } }
  }),
]

function list(call: RepositoryCall, belongs: (artifact: Artifact) => boolean): Answer {
  const name = call.query.get('name')
  const found = [...call.repository.artifacts.values()]
    .filter(belongs)
    .filter((artifact) => !name || artifact.name === name)
    .reverse()
  return paged(call, found, (page) => ({
    total_count: found.length,
    artifacts: page.map((artifact) => show(call, artifact)),
  }))
}

function artifactOf({ repository, params }: RepositoryCall): Artifact {
  const artifact = repository.artifacts.get(Number(params.artifact_id))
  if (!artifact) throw notFound()
  return artifact
}

function show({ github, repository }: RepositoryCall, artifact: Artifact) {
  const run = repository.runs.get(artifact.runId)
  if (!run) throw notFound()
  return showArtifact(github, repository, { run, artifact })
}
