import { describe, expect, test } from '@jest/globals'
import { copyTenant, type CopyTenantIO } from '../../src/flows/copy-tenant.ts'
import { reportRun } from '../../src/flows/provision-report.ts'
import type { CopiedPart, TenantCopy } from '../../src/provisioning/copy.ts'
import type { RunResult } from '../../src/provisioning/result.ts'
import type { Lifecycle } from '../../src/tenant/tenant.ts'

const operation = 'op_move000000000000000'
const sha = 'a'.repeat(40)
const now = () => new Date('2026-11-22T04:00:00.000Z')
const part = (amount: number, more: Partial<CopiedPart> = {}): CopiedPart => ({
  ...{ of: 'table', name: 'database.documents', amount, sha256: String(amount).padStart(64, '0') },
  ...more,
})

/** Two tenants and the record between them, as a world that may be bent at any call. */
function aWorld(bent: Partial<CopyTenantIO> = {}, record?: TenantCopy) {
  const did: string[] = []
  const world = { from: [part(3)] as CopiedPart[], to: [part(0)] as CopiedPart[], record, did }
  const io: CopyTenantIO = {
    whyNotHeld: () => Promise.resolve(undefined),
    loadRecord: () => Promise.resolve(world.record),
    saveRecord: (saved) => {
      did.push(saved.provenAt === undefined ? 'begun' : 'proven')
      world.record = saved
      return Promise.resolve()
    },
    observeOwn: () => Promise.resolve([]),
    close: () => Promise.resolve(void did.push('close')),
    open: () => Promise.resolve(void did.push('open')),
    copy: () => {
      did.push('copy')
      world.to = [...world.from]
      return Promise.resolve()
    },
    digest: (which) => Promise.resolve(world[which]),
    ...{ now, place: 'copies/old.json' },
    ...bent,
  }
  return { world, io }
}

const active: Lifecycle = { state: 'active' }
const readOnly: Lifecycle = { state: 'suspended', mode: 'readOnly' }

function run(io: CopyTenantIO, from: Lifecycle = readOnly, to: Lifecycle = active): Promise<RunResult> {
  const subject = { from: { id: 'old', lifecycle: from }, to: { id: 'new', lifecycle: to }, operation, sha }
  return reportRun(
    { operation, tenant: 'new', action: 'apply', sha },
    { now, say: () => undefined, save: () => Promise.resolve() },
    (report) => copyTenant(subject, report, io),
  )
}

const recordOf = (parts: readonly CopiedPart[]): TenantCopy => ({
  ...{ apiVersion: 'landlord/v1', kind: 'TenantCopy', from: 'old', to: 'new', operation, sha },
  ...{ begunAt: now().toISOString(), provenAt: now().toISOString(), parts },
})

test('it is written down before anything is written, held, compared, written down again, and opened', async () => {
  const { world, io } = aWorld()
  const { outcome, copy } = await run(io)
  expect(world.did).toEqual(['begun', 'close', 'copy', 'proven', 'open'])
  expect({ outcome, copy }).toEqual({
    outcome: 'succeeded',
    copy: { from: 'old', place: 'copies/old.json', rows: 3, vectors: 0, objects: 0, bytes: 0 },
  })
})

test.each<[string, Partial<CopyTenantIO>, Lifecycle, Lifecycle]>([
  ['does not say that it is suspended', {}, active, active],
  ['does not say that it is suspended', {}, { state: 'suspended', mode: 'drain' }, active],
  ['does not say that it is suspended', {}, { state: 'retired' }, active],
  ['new is not active', {}, readOnly, readOnly],
  ['its trigger is gone', { whyNotHeld: () => Promise.resolve('its trigger is gone') }, readOnly, active],
  ['new is not empty: 2 rows', { observeOwn: () => Promise.resolve(['2 rows']) }, readOnly, active],
])('refused, and nothing written: %s', async (why, bent, from, to) => {
  const { world, io } = aWorld(bent)
  const result = await run(io, from, to)
  expect(result.outcome).toBe('failed')
  expect(result.reason).toContain(why)
  expect(result.reason).toContain('Nothing was written.')
  expect(world.did).toEqual([])
})

test('a later step of the same run, such as verify, says of the copy what it said', async () => {
  const copied = await run(aWorld().io)
  const start = { operation, tenant: 'new', action: 'apply', sha, previous: copied } as const
  const silent = { now, say: () => undefined, save: () => Promise.resolve() }
  const verified = await reportRun(start, silent, () => Promise.resolve({ outcome: 'succeeded' }))
  expect(verified.copy).toEqual(copied.copy)
})

test('what was copied to one tenant goes to no other', async () => {
  const { world, io } = aWorld({}, { ...recordOf([part(3)]), to: 'third' })
  expect((await run(io)).reason).toBe('The data of old was copied to third already. Nothing was written.')
  expect(world.did).toEqual([])
})

describe('stopped at any moment, it goes on when it is called again', () => {
  test.each(['saveRecord', 'close', 'copy', 'digest', 'open'] as const)('%s', async (at) => {
    let calls = 0
    const { world, io } = aWorld()
    const killed = () => {
      calls += 1
      return Promise.reject(new Error('killed'))
    }
    await expect(run({ ...io, [at]: killed })).rejects.toThrow('killed')
    expect(calls).toBe(1)
    expect(world.record?.provenAt === undefined).toBe(at !== 'open')
    const { outcome } = await run(io)
    expect(outcome).toBe('succeeded')
    expect(world.to).toEqual(world.from)
    expect(world.did.at(-1)).toBe('open')
  })
})

test('a copy that differs proves nothing, names no key, and stays closed', async () => {
  const object = (name: string, sha256: string): CopiedPart => part(9, { of: 'object', name, sha256 })
  const { world, io } = aWorld({
    digest: (which) =>
      Promise.resolve(
        which === 'from'
          ? [
              part(3),
              object('letter-to-ria', 'a'),
              part(2, { name: 'database.same', sha256: 'x' }),
              part(0, { name: 'none' }),
            ]
          : [part(2), object('letter-to-ria', 'b'), part(2, { name: 'database.same', sha256: 'y' })],
      ),
  })
  expect((await run(io)).reason).toBe(
    'The copy is not what it was copied from: rows of "database.documents" (3 there, 2 here); rows of "database.same" (as many, and not the same); 1 objects.',
  )
  expect(world.did).toEqual(['begun', 'close', 'copy'])
})

test('an old tenant that was let go while the copy ran proves nothing', async () => {
  let looks = 0
  const { world, io } = aWorld({
    whyNotHeld: () => Promise.resolve(++looks === 1 ? undefined : 'It writes again.'),
  })
  expect((await run(io)).reason).toContain('It writes again.')
  expect(world.record?.provenAt).toBeUndefined()
})

test('a proven copy is compared and no more; once the new tenant is used it is left alone', async () => {
  const { world, io } = aWorld({}, recordOf([part(3)]))
  world.to = [part(3)]
  expect((await run(io)).outcome).toBe('succeeded')
  world.to = [part(4)]
  expect((await run(io)).reason).toContain('has been written to since. Nothing was written.')
  expect(world.did.filter((act) => act !== 'open')).toEqual([])
})

test('an old tenant that went on for a while is copied anew, as long as the new one was not used', async () => {
  const { world, io } = aWorld({}, recordOf([part(3)]))
  Object.assign(world, { from: [part(5)], to: [part(3)] })
  expect((await run(io)).outcome).toBe('succeeded')
  expect(world.to).toEqual([part(5)])
})
