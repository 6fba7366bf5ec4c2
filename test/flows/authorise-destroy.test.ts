import { expect, test } from '@jest/globals'
import { authoriseDestroy, type LossDecisionIO } from '../../src/flows/authorise-destroy.ts'
import { runOperation } from '../../src/flows/run-operation.ts'
import { heldDigest } from '../../src/provisioning/resource-change.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import { aSettings } from '../builders.ts'
import { anOperation } from '../operation-builders.ts'
import { aWorld } from './operation-world.ts'

const good = 'c'.repeat(40)
const operation = anOperation({ kind: 'change', lastGoodSha: good })
const losses = [
  { address: 'module.database.module.objects.terraform_data.undo', action: 'replace' },
  { address: 'module.object_storage.aws_kms_key.tenant[0]', action: 'delete' },
] as const
const reason = 'The plan would destroy data of the tenant.'

async function held() {
  const world = aWorld(operation)
  world.tenants.set(operation.tenant, {
    ...{ tenant: operation.tenant, file: operation.file, sha: good, blob: '1'.repeat(40), source: '' },
    ...{ operation: 'op_old', activeSince: '2026-01-01T00:00:00.000Z' },
  })
  await runOperation(operation.id, world.io)
  world.finish({ outcome: 'failed', reason, checks: [], held: losses })
  await runOperation(operation.id, world.io)
  return world
}

function asking(world: ReturnType<typeof aWorld>, more: Partial<LossDecisionIO> = {}) {
  const said: string[] = []
  const { provisioning, ...settings } = aSettings()
  const io: LossDecisionIO = {
    loadSettings: () =>
      Promise.resolve({ ...settings, provisioning: { ...provisioning, destroyTeams: ['@acme/platform'] } }),
    isMember: (_, team, login) => Promise.resolve(team === '@acme/platform' && login !== 'eve'),
    loadAuthor: () => Promise.resolve('ria'),
    operationsOf: () => Promise.resolve([world.operation(operation.id)].filter((it) => it !== undefined)),
    operationsOfTenant: world.io.operationsOfTenant,
    saveTransition: world.io.saveTransition,
    wake: world.io.wake,
    closeRevert: world.io.closeRevert,
    answer: (_, { body }) => Promise.resolve(void said.push(body)),
    now: world.io.now,
    ...more,
  }
  const ask = (login: string): Promise<readonly Operation[]> =>
    authoriseDestroy(
      {
        pull: { estate: operation.estate, number: 12 },
        ...{ id: 1, body: '/landlord authorise-destroy', author: { login, isBot: false } },
      },
      io,
    )
  return { ask, said }
}

test('a plan that would lose data is held: nothing is undone, people are asked, and a way back is offered', async () => {
  const world = await held()
  expect(world.news()).toEqual([
    'DISPATCHED',
    'dispatch apply',
    'UNAUTHORISED',
    'revert to c on landlord/take-back-sunrise-health-aaaaaaaa',
  ])
  expect(world.operation(operation.id)).toMatchObject({ held: losses, reason })
  const report = world.reports.at(-1) ?? ''
  expect(report).toContain('the plan would lose data, and waits for a yes')
  expect(report).toContain('`module.object_storage.aws_kms_key.tenant[0]`')
  expect(report).toContain('/landlord authorise-destroy')
})

test.each([
  ['a member of the team', 'pat', {}, 1, 'your yes is kept'],
  ['somebody else', 'eve', {}, 0, 'for members of'],
  ['who opened the pull request', 'Ria', {}, 0, 'Who asked for the change'],
  [
    'anybody, where the settings name nobody',
    'pat',
    { loadSettings: () => Promise.resolve(aSettings()) },
    0,
    'name no team',
  ],
])('%s says yes', async (_, login, more, count, words) => {
  const world = await held()
  const { ask, said } = asking(world, more)
  expect(await ask(login)).toHaveLength(count)
  expect(said.join()).toContain(words)
  expect(world.operation(operation.id)?.state).toBe(count === 1 ? 'QUEUED' : 'UNAUTHORISED')
})

test('with the yes the very loss that was named is dispatched; another one is held again', async () => {
  const world = await held()
  await asking(world).ask('pat')
  expect(world.news()).toContain('close #13')
  await runOperation(operation.id, world.io)
  expect(world.operation(operation.id)).toMatchObject({
    state: 'DISPATCHED',
    mayLose: { login: 'pat', digest: heldDigest(losses) },
  })
  world.finish({ outcome: 'failed', reason, checks: [], held: losses.slice(0, 1) })
  await runOperation(operation.id, world.io)
  expect(world.operation(operation.id)).toMatchObject({ state: 'UNAUTHORISED', held: losses.slice(0, 1) })
})

test('what is held is the same whatever its order', () => {
  expect(heldDigest([...losses].reverse())).toBe(heldDigest(losses))
  expect(heldDigest(losses.slice(1))).not.toBe(heldDigest(losses))
})

test('a tenant that never stood waits for a yes to what no review showed, too', async () => {
  const onboarding = anOperation()
  const unseen = [{ address: 'module.budget.aws_budgets_budget.tenant', action: 'create' }] as const
  const world = aWorld(onboarding)
  await runOperation(onboarding.id, world.io)
  world.finish({ outcome: 'failed', reason, checks: [], held: unseen })
  await runOperation(onboarding.id, world.io)
  expect(world.operation(onboarding.id)).toMatchObject({ state: 'UNAUTHORISED', held: unseen })
  const report = world.reports.at(-1) ?? ''
  expect(report).toContain('the plan is not the one that was reviewed, and waits for a yes')
  expect(report).toContain('the review did not show it')
})
