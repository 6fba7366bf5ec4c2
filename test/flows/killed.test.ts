import { describe, expect, test } from '@jest/globals'
import { runOperation, type OperationIO } from '../../src/flows/run-operation.ts'
import { isOpen, type Operation } from '../../src/provisioning/operation.ts'
import { aTenant } from '../builders.ts'
import { anOperation, later, someChecks } from '../operation-builders.ts'
import { aWorld } from './operation-world.ts'

const operation = anOperation()
const { id, tenant } = operation
const sha = 'c'.repeat(40)
const stands = { tenant, file: operation.file, sha, blob: '1'.repeat(40), source: '', operation: 'op_old' }
const failing = { outcome: 'failed', checks: someChecks({ 'tenant-isolation': 'fail' }) } as const
const kept = { place: 'there', manifest: 'e'.repeat(64), files: 3, bytes: 30, rows: 2 }
const came = { from: 'old-one', place: 'there', rows: 3, vectors: 0, objects: 1, bytes: 9 }
const day = 86_400

/** What one life needs from outside, in order: runs that end, people who decide, time that passes. */
type Scene = Readonly<{
  from: Operation
  deployed: boolean
  /** The results of the runs, one after the other. */
  runs: readonly Parameters<ReturnType<typeof aWorld>['finish']>[0][]
  ends: Operation['state']
}>

const retired = {
  purgeAfter: later(30 * day).toISOString(),
  approvals: ['colin', 'pat'].map((login) => ({ login, at: later(0).toISOString() })),
}

const scenes: Readonly<Record<string, Scene>> = {
  'onboarded well': { from: operation, deployed: false, runs: [{}], ends: 'ACTIVE' },
  'onboarded badly': {
    from: operation,
    deployed: false,
    runs: [failing, { action: 'rollback', checks: [] }],
    ends: 'REVERTED',
  },
  'changed badly': {
    from: anOperation({ kind: 'change' }),
    deployed: true,
    runs: [failing, { action: 'rollback', sha }],
    ends: 'REVERTED',
  },
  'changed badly, and not to be undone': {
    from: anOperation({ kind: 'change' }),
    deployed: true,
    runs: [failing, { ...failing, action: 'rollback', sha }],
    ends: 'QUARANTINED',
  },
  moved: {
    from: anOperation({ kind: 'change', movesFrom: 'old-one' }),
    deployed: true,
    runs: [{ copy: came }],
    ends: 'ACTIVE',
  },
  'moved badly': {
    from: anOperation({ kind: 'change', movesFrom: 'old-one' }),
    deployed: true,
    runs: [
      { outcome: 'failed', checks: [] },
      { action: 'rollback', sha },
    ],
    ends: 'REVERTED',
  },
  suspended: {
    from: anOperation({ kind: 'suspend', standsAs: 'SUSPENDED' }),
    deployed: true,
    runs: [{}],
    ends: 'SUSPENDED',
  },
  'retired, exported and purged': {
    from: anOperation({ kind: 'retire' }),
    deployed: true,
    runs: [
      { action: 'export', checks: [], export: kept },
      { action: 'purge', checks: [], evidence: ['The role is gone.'] },
    ],
    ends: 'PURGED',
  },
  'looked at, with drift': {
    from: anOperation({ kind: 'inspect' }),
    deployed: true,
    runs: [{ ...failing, action: 'inspect', drift: { changes: [], broken: ['The policy is there.'] } }],
    ends: 'INSPECTED',
  },
}

class Killed extends Error {}

/** The process dies at the n-th touch of the world: before it, or after it was done and before anybody heard. */
function dyingAt(io: OperationIO, n: number, when: 'before' | 'after') {
  let touched = 0
  const wrap =
    (act: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]) => {
      const dies = ++touched === n
      if (dies && when === 'before') throw new Killed()
      const answer = await act(...args)
      if (dies) throw new Killed()
      return answer
    }
  const calm = new Set(['now', 'pollMs'])
  const wrapped = Object.entries(io).map(([name, value]) => [
    name,
    calm.has(name) ? value : wrap(value as (...args: unknown[]) => Promise<unknown>),
  ])
  return { io: Object.fromEntries(wrapped) as OperationIO, touched: () => touched }
}

/** Lives the scene to its end; a killed process is followed by a new one that knows only what was saved. */
async function live({ from, deployed, runs }: Scene, n: number, when: 'before' | 'after') {
  const world = aWorld(from)
  world.declare(aTenant({ lifecycle: { state: 'retired' } }))
  if (deployed) world.tenants.set(tenant, { ...stands, activeSince: later(0).toISOString() })
  const dying = dyingAt(world.io, n, when)
  const results = [...runs]
  let rests = 0
  for (let turn = 0; turn < 40 && rests < 2; turn++) {
    for (const io of [dying.io, world.io]) {
      try {
        await runOperation(id, io)
        break
      } catch (error) {
        if (!(error instanceof Killed)) throw error
      }
    }
    const now = world.operation(id)
    if (now !== undefined && !isOpen(now)) rests++
    const going = world.runs.at(-1)
    if (going !== undefined && going.conclusion === undefined) {
      const action = (result: (typeof runs)[number]) => result?.action ?? 'apply'
      const at = results.findIndex((result) => action(result) === going.action)
      if (at >= 0) world.finish(results.splice(at, 1)[0])
    }
    if (now?.state === 'REVERT_PR') world.mergeRevert()
    if (now?.state === 'GRACE') {
      if (now.retirement?.approvals.length === 0)
        await world.io.saveTransition(now, { ...now, revision: now.revision + 1, retirement: retired })
      world.pass(31 * day)
    }
    world.pass(31)
  }
  return { state: world.operation(id)?.state, touched: dying.touched(), runs: world.runs }
}

describe.each(Object.entries(scenes))('%s', (_, scene) => {
  test('ends the same wherever the process is killed, and nothing is dispatched once too often', async () => {
    const whole = await live(scene, Infinity, 'before')
    expect(whole.state).toBe(scene.ends)
    expect(whole.touched).toBeGreaterThan(10)
    for (let n = 1; n <= whole.touched; n++) {
      for (const when of ['before', 'after'] as const) {
        const killed = await live(scene, n, when)
        expect([n, when, killed.state]).toEqual([n, when, scene.ends])
        expect(killed.runs.map(({ action }) => action)).toEqual(whole.runs.map(({ action }) => action))
      }
    }
  })
})
