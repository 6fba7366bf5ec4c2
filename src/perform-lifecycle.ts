import { randomBytes } from 'node:crypto'
import type { WrittenComment } from './flows/answer-command.ts'
import { decidePurge } from './flows/decide-purge.ts'
import { inspectTenants } from './flows/inspect-tenants.ts'
import { loadDefaultBranch } from './github/dispatch-run.ts'
import { isMember } from './github/is-member.ts'
import { loadFileAt } from './github/load-file-at.ts'
import type { AppIdentity, GitHub } from './github/octokit.ts'
import { publishComment } from './github/publish-comment.ts'
import { publishIssue } from './github/publish-issue.ts'
import { loadAuthor } from './github/load-pull.ts'
import { wake } from './perform-operation.ts'
import { operationId } from './provisioning/new-operation.ts'
import type { Operation } from './provisioning/operation.ts'
import { renderInspection } from './provisioning/render-inspection.ts'
import type { EstateRef } from './tenant/estate-ref.ts'
import { parseTenant } from './tenant/parse.ts'
import { parseSettings, settingsPath } from './tenant/settings-file.ts'
import type { Settings } from './tenant/settings.ts'
import type { Tenant } from './tenant/tenant.ts'
import type { World } from './world.ts'

/** Begins the inspections that are due. */
export async function performInspections(estate: EstateRef, delivery: string, world: World): Promise<void> {
  const { registry, queue, log } = world
  const github = await world.github.as(estate.installation)
  const begun = await inspectTenants(estate, {
    loadSettings: (of) => loadSettings(github, of),
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
  const { registry, queue, log } = world
  const { estate } = comment.pull
  const [github, app] = await Promise.all([world.github.as(estate.installation), world.github.app()])
  const said = await decidePurge(comment, {
    loadSettings: (of) => loadSettings(github, of),
    isMember: (of, team, login) => isMember(github, of, { team, login }),
    loadAuthor: (ref) => loadAuthor(github, ref),
    operationsOf: registry.operationsOf,
    saveTransition: registry.saveTransition,
    wake: wake(queue, delivery),
    answer: (ref, words) => publishComment(github, ref, { comment: words, app }),
    now: () => new Date(),
  })
  log.warn({ pull: comment.pull.number, by: comment.author.login, said, delivery }, 'purge spoken of')
}

/** Opens, edits or closes the issue of the tenant that was looked at. */
export async function tellOfInspection(
  operation: Operation,
  github: GitHub,
  app: AppIdentity,
): Promise<void> {
  const issue = renderInspection(operation)
  if (issue !== undefined) await publishIssue(github, operation.estate, { issue, app })
}

/** The tenant as the default branch has it at this moment. */
export async function loadTenantNow(
  github: GitHub,
  { estate, file }: Pick<Operation, 'estate' | 'file'>,
): Promise<Tenant | undefined> {
  const [settings, now] = await Promise.all([loadSettings(github, estate), loadNow(github, estate, file)])
  return settings === undefined || now === undefined ? undefined : parseTenant(now, settings).tenant
}

const loadSettings = async (github: GitHub, estate: EstateRef): Promise<Settings | undefined> =>
  parseSettings(await loadNow(github, estate, settingsPath)).settings

const loadNow = async (github: GitHub, estate: EstateRef, path: string) =>
  loadFileAt(github, estate, { path, ref: await loadDefaultBranch(github, estate) })
