import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { holding } from '../../src/jobs/holding.ts'
import { LeaseLost } from '../../src/registry/leases.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'
import { anOperation } from '../operation-builders.ts'

let url: string
let one: Registry
let other: Registry

beforeAll(async () => {
  url = await freshDatabase()
  one = await openRegistry(url)
  other = await openRegistry(url)
})
afterAll(() => Promise.all([one.close(), other.close()]))

/** As when its holder stands still for too long: nobody renewed it. */
async function runOut(name: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query("update leases set expires_at = now() - interval '1 s' where name = $1", [name])
  await client.end()
}

test('of two processes one holds it; when it is given back the other may', async () => {
  const order: string[] = []
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const first = holding(one, 'tenant a', async () => {
    order.push('first')
    await held
  })
  while (order.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(await holding(other, 'tenant a', () => Promise.reject(new Error('both at once')))).toBeUndefined()
  expect(await holding(other, 'tenant b', () => Promise.resolve('mine'))).toEqual({ result: 'mine' })
  release()
  await first
  expect(await holding(other, 'tenant a', () => Promise.resolve('now'))).toEqual({ result: 'now' })
})

test('it is given back when the work fails', async () => {
  await expect(holding(one, 'tenant c', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await other.takeLease('tenant c', 'other', 5)).toBeDefined()
})

test('whoever stood still for too long is fenced off: the later holder’s token is larger, and only its write counts', async () => {
  const operation = anOperation({ id: 'op_lease0000000000000', state: 'QUEUED' })
  await one.createOperation(operation)
  const to = (reason: string) => ({ ...operation, reason, revision: operation.revision + 1 })
  const late = holding(one, 'tenant d', async ({ lease, stillHeld }) => {
    await runOut('tenant d')
    const next = await other.takeLease('tenant d', 'other', 30)
    expect(Number(next?.token)).toBeGreaterThan(Number(lease.token))
    await expect(stillHeld()).rejects.toThrow(LeaseLost)
    await expect(one.saveTransition(operation, to('late'), undefined, lease)).rejects.toThrow(LeaseLost)
    expect(await other.saveTransition(operation, to('in time'), undefined, next)).toBe(true)
  })
  await late
  expect((await one.operation(operation.id))?.reason).toBe('in time')
  // The one that lost it does not give back what is another's.
  expect(await one.takeLease('tenant d', 'third', 5)).toBeUndefined()
})
