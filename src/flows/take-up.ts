import type { Judged } from '../provisioning/authority.ts'
import type { Deployed } from '../provisioning/deployed.ts'
import type { MergeInput } from '../provisioning/merge-input.ts'
import { newOperation, type Right } from '../provisioning/new-operation.ts'
import { holdsTenant, isStanding, type Operation } from '../provisioning/operation.ts'
import type { OperationId } from '../provisioning/result.ts'
import { planWave } from '../provisioning/waves.ts'
import { seatsWithCost } from '../review/cost/seats.ts'
import { readRules } from '../review/read-rules.ts'
import type { Change } from '../tenant/change.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Finding } from '../tenant/finding.ts'
import { planChanges } from '../tenant/plan-changes.ts'
import { parseSettings } from '../tenant/settings/file.ts'
import { UserError } from '../tenant/user-error.ts'

export type TakeUpIO = Readonly<{
  deployed: (estate: EstateRef) => Promise<readonly Deployed[]>
  /** Newest first. */
  operationsOfTenant: (estate: EstateRef, tenant: string) => Promise<readonly Operation[]>
  /** Also those that this very pull request reverts. */
  operationsOf: (estate: EstateRef, pull: number) => Promise<readonly Operation[]>
  createOperation: (operation: Operation) => Promise<'new' | 'known'>
  /** `.github/landlord/**` at a commit. */
  loadRules: (estate: EstateRef, sha: string) => Promise<readonly EstateFile[]>
  newId: () => OperationId
  now: () => Date
}>

/** What came onto the default branch: by a pull request, or (undefined) pushed there. */
export type Arrived = Readonly<{ estate: EstateRef; pull: number | undefined; sha: string }>

export type Skipped = Readonly<{ tenant: string; because: string }>

type TakenUp = Readonly<{
  created: readonly Operation[]
  skipped: readonly Skipped[]
  findings: readonly Finding[]
}>

/** Makes one operation for each tenant that arrived changed and needs work; `judge` says by what right it runs. */
export async function takeUp(
  input: MergeInput,
  arrived: Arrived,
  io: TakeUpIO & Readonly<{ judge: (change: Change) => Judged }>,
): Promise<TakenUp> {
  const { estate, sha } = arrived
  const deployed = await io.deployed(estate)
  const { changes, findings, waves, ...rules } = plan(input, deployed, arrived)
  const created: Operation[] = []
  const skipped: Skipped[] = []
  for (const [place, planned] of changes.toSorted(movesLast).entries()) {
    const stands = deployed.find(({ tenant }) => tenant === planned.tenant)
    const earlier = (await io.operationsOfTenant(estate, planned.tenant)).filter(
      (operation) => operation.sha !== sha,
    )
    const change = { ...planned, kind: kindNow(planned, stands, earlier) }
    const because = needless(change, stands, earlier)
    if (because !== undefined) {
      skipped.push({ tenant: change.tenant, because })
      continue
    }
    const right = await rightOf(change, input, { estate, io })
    const about = {
      ...arrived,
      lastGoodSha: stands?.sha,
      ...rules,
      right,
      wave: planWave(place, changes.length, waves),
      movesFrom: movesFromOf(change, earlier),
    }
    const operation = newOperation(change, about, io.newId(), io.now())
    if ((await io.createOperation(operation)) === 'new') created.push(operation)
  }
  return { created, skipped, findings }
}

/** Who gives its data away is held still in no later wave than the one that takes it. */
const movesLast = (one: Change, other: Change): number =>
  Number(one.after?.movedFrom !== undefined) - Number(other.after?.movedFrom !== undefined)

/** Asked of what was done, not of the file before: a move that failed and was not taken back has still to be made. */
function movesFromOf({ after }: Change, earlier: readonly Operation[]): string | undefined {
  const from = after?.movedFrom
  const isDone = earlier.some(({ movesFrom, state }) => movesFrom === from && isStanding(state))
  return after?.lifecycle.state === 'retired' || isDone ? undefined : from
}

/** Of a change without a right to run it is said who would have had a say, by the rules before it came. */
async function rightOf(
  change: Change,
  { parent }: MergeInput,
  {
    estate,
    io,
  }: { estate: EstateRef; io: Pick<TakeUpIO, 'loadRules' | 'now'> & { judge: (change: Change) => Judged } },
): Promise<Right> {
  const judged = io.judge(change)
  if ('authority' in judged) return judged
  const { rules } = readRules(parent === undefined ? [] : await io.loadRules(estate, parent))
  const today = io.now().toISOString().slice(0, 10)
  const seats = rules === undefined ? [] : seatsWithCost([change], [{ path: change.file }], rules, today)
  return {
    ...judged,
    skipped: seats
      .filter(({ needed }) => needed > 0)
      .map(({ name, because, approvers }) => ({ name, because, approvers })),
  }
}

function plan(input: MergeInput, deployed: readonly Deployed[], { estate, sha }: Arrived) {
  if (input.files.length === 0)
    return { changes: [], findings: [], workflow: '', graceDays: 0, waves: undefined }
  const { settings } = parseSettings(input.settings)
  if (settings === undefined)
    throw new UserError(
      `The settings of ${estate.owner}/${estate.repo} are not valid at ${sha.slice(0, 12)}.`,
      { fix: 'Mend .github/landlord/settings.yml; its check says what is wrong. The merge is tried again.' },
    )
  const around = {
    settings,
    headPaths: input.paths,
    deployed: deployed.map(({ tenant }) => tenant),
    standing: deployed,
  }
  const { changes, findings } = planChanges(input.files, around)
  return {
    changes,
    findings: findings.filter(({ severity }) => severity === 'deny'),
    workflow: settings.provisioning.workflow,
    graceDays: settings.retirement.graceDays,
    waves: settings.provisioning.waves,
  }
}

/** The kind by what stands, not by what the file said before: an onboarding that failed is onboarded again. */
function kindNow(
  change: Change,
  stands: Deployed | undefined,
  earlier: readonly Operation[],
): Change['kind'] {
  if (change.kind === 'onboard') return stands === undefined ? 'onboard' : 'change'
  if (change.kind === 'remove' || change.kind === 'retire' || stands !== undefined) return change.kind
  const wasOnboarding = earlier.some(({ kind }) => kind === 'onboard')
  return wasOnboarding && !earlier.some(({ state }) => isStanding(state)) ? 'onboard' : change.kind
}

function needless(
  change: Change,
  stands: Deployed | undefined,
  earlier: readonly Operation[],
): string | undefined {
  if (change.kind === 'remove')
    return stands === undefined
      ? 'its file went, and nothing of it is deployed'
      : 'its file went, and deletion is not destruction: what stands stays'
  const underWay = earlier.some(({ state }) => holdsTenant(state))
  if (underWay) return undefined
  if (stands !== undefined && stands.blob === change.afterBlob) return 'it already stands like this'
  if (stands === undefined && change.kind === 'retire')
    return 'nothing of it is deployed, so nothing is retired'
  return undefined
}
