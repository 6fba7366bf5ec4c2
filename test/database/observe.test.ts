import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import { withClient, type Login } from '../../src/database/connect.ts'
import { closeLogin, openLogin } from '../../src/database/login.ts'
import { namesOf } from '../../src/database/names.ts'
import { observeConnectivity } from '../../src/database/observe-connectivity.ts'
import { observeIsolation } from '../../src/database/observe-isolation.ts'
import { observeLatency } from '../../src/database/observe-latency.ts'
import { applyDown, applyUp, observeLeftovers, type Place } from '../../src/database/provision.ts'
import { databaseConnectivity } from '../../src/verification/database-connectivity.ts'
import { queryLatency } from '../../src/verification/query-latency.ts'
import { tenantIsolation } from '../../src/verification/tenant-isolation.ts'
import { freshDatabase } from '../embedded.ts'
import { sqlOf } from './catalogue.ts'

let url = ''
beforeAll(async () => {
  url = await freshDatabase()
}, 60_000)

const asOperator = (text: string): Promise<pg.QueryResult> =>
  withClient({ url }, (client) => client.query(text))

describe.each(['pool', 'bridge'] as const)('a tenant in mode %s', (mode) => {
  const place = (): Place => ({ url, tenant: `seen-${mode}`, mode, sql: sqlOf() })
  const names = namesOf(`seen-${mode}`, mode)
  const tenant = (): Login => ({ url, user: names.role, password: 'right' })
  const rebuilt = async (): Promise<void> => {
    await applyDown(place())
    await applyUp(place())
    await openLogin({ url }, names.role, 'right')
  }
  beforeAll(rebuilt)
  afterAll(() => applyDown(place()))

  test('passes, and no trace of the looking is left', async () => {
    const [connectivity, isolation, latency] = await Promise.all([
      observeConnectivity(tenant(), names),
      observeIsolation(tenant(), place()),
      observeLatency(tenant(), names),
    ])
    expect(databaseConnectivity.judge(connectivity)).toMatchObject({ outcome: 'pass' })
    expect(tenantIsolation.judge(isolation)).toMatchObject({ outcome: 'pass' })
    expect(isolation.attempts).toHaveLength(9)
    expect(queryLatency(500).judge(latency)).toMatchObject({ outcome: 'pass' })
    expect((await asOperator(`select from ${names.schema}.documents`)).rowCount).toBe(0)
    expect(await observeLeftovers(place())).toMatchObject({ rows: 0 })
  })

  test('a canary that a killed verification left is swept, documents of the tenant are not', async () => {
    await asOperator(`insert into ${names.schema}.documents (tenant_id, title, created_at)
      values ('landlord:probe', 'landlord probe', now() - interval '2 hours'),
             ('${place().tenant}', 'landlord probe', now() - interval '2 hours'), ('${place().tenant}', 'kept', now())`)
    await observeIsolation(tenant(), place())
    expect((await asOperator(`select title from ${names.schema}.documents`)).rows).toEqual([
      { title: 'kept' },
    ])
    await asOperator(`delete from ${names.schema}.documents`)
  })

  test.each([
    [
      'its policy is dropped',
      `drop policy ${names.role} on ${names.schema}.documents`,
      'sees its own canary',
    ],
    [
      'its policy lets every row through',
      `alter policy ${names.role} on ${names.schema}.documents using (true)`,
      "Another tenant's canary row in the same table is invisible",
    ],
    [
      'its policy checks no insert',
      `alter policy ${names.role} on ${names.schema}.documents with check (true)`,
      "Inserting a row under another tenant's id is refused",
    ],
    [
      'its policy believes a setting of the session',
      `alter policy ${names.role} on ${names.schema}.documents using (tenant_id = coalesce(current_setting('app.tenant', true), '${place().tenant}'))`,
      "One policy on documents binds the tenant's role",
    ],
    [
      'row-level security is disabled',
      `alter table ${names.schema}.documents disable row level security`,
      'row_security = off is refused',
    ],
    [
      'it may become the operator',
      `grant postgres to ${names.role}`,
      "Taking on the operator's role is refused",
    ],
    [
      'it owns the table',
      `grant create on schema ${names.schema} to ${names.role}; alter table ${names.schema}.documents owner to ${names.role}`,
      'Disabling row-level security is refused',
    ],
    [
      'the probe schema is open to it',
      `grant usage on schema landlord_probe to ${names.role}; grant select on landlord_probe.canary to ${names.role}`,
      'The tenant is refused there',
    ],
    [
      'its search_path leads into the probe schema',
      `grant usage on schema landlord_probe to ${names.role}`,
      'With the same search_path the tenant finds nothing',
    ],
    [
      'it may put functions where every search_path leads',
      `grant create on schema extensions to ${names.role}`,
      "Creating a function where everybody's search_path leads is refused",
    ],
  ])('isolation fails when %s', async (_, breakIt, evidence) => {
    await asOperator(breakIt)
    const judged = tenantIsolation.judge(await observeIsolation(tenant(), place()))
    expect(judged.outcome).toBe('fail')
    expect(judged.evidence.filter((line) => line.startsWith('Broken')).join()).toContain(evidence)
    await asOperator(`alter table ${names.schema}.documents owner to postgres`)
    await asOperator(`revoke create on schema ${names.schema} from ${names.role}`)
    await rebuilt()
  })

  test('isolation fails where the control finds nothing to read, however well the tenant is refused', async () => {
    await asOperator('delete from landlord_probe.canary')
    const judged = tenantIsolation.judge(await observeIsolation(tenant(), place()))
    expect(judged).toMatchObject({ outcome: 'fail' })
    expect(judged.evidence[0]).toBe('Broken: The operator can read the probe schema.')
    await rebuilt()
  })

  test('latency fails when the table is slow', async () => {
    await asOperator(
      `create policy slow on ${names.schema}.documents as restrictive using (pg_sleep(0.012) is not null)`,
    )
    const judged = queryLatency(10).judge(await observeLatency(tenant(), names))
    expect(judged.outcome).toBe('fail')
    expect(judged.evidence.join(' ')).toContain('p95 is above 10 ms')
    await asOperator(`drop policy slow on ${names.schema}.documents`)
  })

  test.each([
    ['the password is wrong', { password: 'wrong' }, 'password authentication failed'],
    ['there is no such role', { user: 'tenant_nobody' }, 'password authentication failed'],
  ])('connectivity fails when %s', async (_, change, why) => {
    const judged = databaseConnectivity.judge(await observeConnectivity({ ...tenant(), ...change }, names))
    expect(judged.outcome).toBe('fail')
    expect(judged.evidence[0]).toContain(why)
  })

  test('connectivity fails when the login is closed or has run out, or a right is missing', async () => {
    await closeLogin({ url }, names.role)
    expect(await observeConnectivity(tenant(), names)).toMatchObject({ login: 'refused' })
    await openLogin({ url }, names.role, 'right', '2020-01-01T00:00:00Z')
    expect(await observeConnectivity(tenant(), names)).toMatchObject({ login: 'refused' })
    await openLogin({ url }, names.role, 'right')
    await asOperator(`revoke delete on ${names.schema}.documents from ${names.role}`)
    const judged = databaseConnectivity.judge(await observeConnectivity(tenant(), names))
    expect(judged).toMatchObject({ outcome: 'fail' })
    expect(judged.evidence.join()).toContain('permission denied')
    await rebuilt()
  })
})

test('a server that is not there is no failed check: the looking throws', async () => {
  const nowhere = { url: 'postgresql://nobody:x@127.0.0.1:1/none' }
  await expect(observeConnectivity(nowhere, namesOf('a-b', 'pool'))).rejects.toThrow()
})
