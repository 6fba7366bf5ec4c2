import { randomBytes } from 'node:crypto'
import type { WrittenComment } from '../flows/answer-command.ts'
import { authoriseDestroy } from '../flows/authorise-destroy.ts'
import { decidePurge, type PurgeDecisionIO } from '../flows/decide-purge.ts'
import { inspectTenants } from '../flows/inspect-tenants.ts'
import { isMember } from '../github/load/is-member.ts'
import { publishComment } from '../github/publish/publish-comment.ts'
import { loadAuthor } from '../github/load/load-pull.ts'
import { loadSettingsNow } from '../github/load/load-now.ts'
import { closeRevert } from '../github/publish/revert.ts'
import { wake } from './job.ts'
import { operationId } from '../provisioning/new-operation.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { World } from './world.ts'

/** Begins the inspections that are due. */
export async function performInspections(estate: EstateRef, delivery: string, world: World): Promise<void> {
  const { registry, queue, log } = world
  const github = await world.github.as(estate.installation)
  const begun = await inspectTenants(estate, {
    loadSettings: (of) => loadSettingsNow(github, of),
    inspectionsDue: registry.inspectionsDue,
    createOperation: registry.createOperation,
    wake: wake(queue, delivery),
    newId: () => operationId(randomBytes(20)),
    now: () => new Date(),
  })
  if (begun.length > 0) log.info({ estate, delivery, tenants: begun }, 'inspections begun')
}

export async function performPurgeDecision(
  comment: WrittenComment,
  { delivery, world }: Readonly<{ delivery: string; world: World }>,
): Promise<void> {
  const said = await decidePurge(comment, await decisionIO(comment, { delivery, world }))
  world.log.warn({ pull: comment.pull.number, by: comment.author.login, said, delivery }, 'purge spoken of')
}

export async function performLossDecision(
  comment: WrittenComment,
  { delivery, world }: Readonly<{ delivery: string; world: World }>,
): Promise<void> {
  const github = await world.github.as(comment.pull.estate.installation)
  const done = await authoriseDestroy(comment, {
    ...(await decisionIO(comment, { delivery, world })),
    operationsOfTenant: world.registry.operationsOfTenant,
    closeRevert: (estate, pull, says) => closeRevert(github, estate, { pull, says }),
  })
  for (const { id, tenant } of done)
    world.log.warn({ operation: id, tenant, by: comment.author.login, delivery }, 'loss agreed to')
}

/** What a person's word on a retirement or a held plan needs of the world. */
async function decisionIO(
  { pull: { estate } }: WrittenComment,
  { delivery, world }: Readonly<{ delivery: string; world: World }>,
): Promise<PurgeDecisionIO> {
  const { registry, queue } = world
  const [github, app] = await Promise.all([world.github.as(estate.installation), world.github.app()])
  return {
    loadSettings: (of) => loadSettingsNow(github, of),
    isMember: (of, team, login) => isMember(github, of, { team, login }),
    loadAuthor: (ref) => loadAuthor(github, ref),
    operationsOf: registry.operationsOf,
    saveTransition: registry.saveTransition,
    wake: wake(queue, delivery),
    answer: (ref, words) => publishComment(github, ref, { comment: words, app }),
    now: () => new Date(),
  }
}
