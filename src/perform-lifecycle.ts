import { randomBytes } from 'node:crypto'
import type { WrittenComment } from './flows/answer-command.ts'
import { decidePurge } from './flows/decide-purge.ts'
import { inspectTenants } from './flows/inspect-tenants.ts'
import { isMember } from './github/is-member.ts'
import { publishComment } from './github/publish-comment.ts'
import { loadAuthor } from './github/load-pull.ts'
import { loadSettingsNow } from './github/load-now.ts'
import { enqueue } from './job.ts'
import { operationId } from './provisioning/new-operation.ts'
import type { EstateRef } from './tenant/estate-ref.ts'
import type { World } from './world.ts'

/** Begins the inspections that are due. */
export async function performInspections(estate: EstateRef, delivery: string, world: World): Promise<void> {
  const { registry, queue, log } = world
  const github = await world.github.as(estate.installation)
  const begun = await inspectTenants(estate, {
    loadSettings: (of) => loadSettingsNow(github, of),
    inspectionsDue: registry.inspectionsDue,
    createOperation: registry.createOperation,
    wake: (operation) => enqueue(queue, { do: 'operate', operation }, delivery),
    newId: () => operationId(randomBytes(20)),
    now: () => new Date(),
  })
  if (begun.length > 0) log.info({ estate, delivery, tenants: begun }, 'inspections begun')
}

export async function performPurgeDecision(
  comment: WrittenComment,
  { delivery, world }: Readonly<{ delivery: string; world: World }>,
): Promise<void> {
  const { registry, queue, log } = world
  const { estate } = comment.pull
  const [github, app] = await Promise.all([world.github.as(estate.installation), world.github.app()])
  const said = await decidePurge(comment, {
    loadSettings: (of) => loadSettingsNow(github, of),
    isMember: (of, team, login) => isMember(github, of, { team, login }),
    loadAuthor: (ref) => loadAuthor(github, ref),
    operationsOf: registry.operationsOf,
    saveTransition: registry.saveTransition,
    wake: (operation) => enqueue(queue, { do: 'operate', operation }, delivery),
    answer: (ref, words) => publishComment(github, ref, { comment: words, app }),
    now: () => new Date(),
  })
  log.warn({ pull: comment.pull.number, by: comment.author.login, said, delivery }, 'purge spoken of')
}
