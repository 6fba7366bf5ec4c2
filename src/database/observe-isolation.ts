import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Attempt, TenantIsolation } from '../verification/tenant-isolation.ts'
import { databaseWords, sqlState, withClient, type Client, type Login } from './connect.ts'
import { namesOf, probe } from './names.ts'
import { isNoAnswer } from './no-answer.ts'
import { observeStructure, type Place } from './provision.ts'

/** Plants a canary row of the tenant and one of another, then tries as the tenant to reach the other. */
export async function observeIsolation(tenant: Login, place: Place): Promise<TenantIsolation> {
  const names = namesOf(place.tenant, place.mode)
  const documents = `${pg.escapeIdentifier(names.schema)}.documents`
  const canary = { own: randomUUID(), other: randomUUID() }
  const structure = await observeStructure(place)
  return withClient(place, async (operator) => {
    const { rows } = await operator.query<{ name: string }>('select current_user as name')
    await plant(operator, documents, [
      [names.tenant, canary.own],
      [probe.tenant, canary.other],
    ])
    try {
      const attempts = await withClient(tenant, (client) =>
        attack(client, { operator, operatorRole: rows[0]?.name ?? '', documents, canary, ...names }),
      )
      return { attempts, structure }
    } finally {
      await operator.query(`delete from ${documents} where id = any($1) and title = $2`, [
        [canary.own, canary.other],
        probe.title,
      ])
    }
  })
}

/** Also sweeps what a verification that was killed an hour ago or earlier left behind. */
async function plant(
  operator: Client,
  documents: string,
  rows: readonly (readonly [tenant: string, id: string])[],
): Promise<void> {
  await operator.query(
    `delete from ${documents} where title = $1 and tenant_id = any($2) and created_at < now() - interval '1 hour'`,
    [probe.title, rows.map(([tenant]) => tenant)],
  )
  for (const [tenant, id] of rows) {
    await operator.query(`insert into ${documents} (tenant_id, id, title) values ($1, $2, $3)`, [
      tenant,
      id,
      probe.title,
    ])
  }
}

type Scene = Readonly<{
  operator: Client
  operatorRole: string
  documents: string
  canary: Readonly<{ own: string; other: string }>
  tenant: string
  role: string
}>

async function attack(client: Client, scene: Scene): Promise<TenantIsolation['attempts']> {
  const { operator, operatorRole, documents, canary, tenant, role } = scene
  const see = (id: string): Promise<Attempt> =>
    tryTo(client, [`select from ${documents} where id = $1`, [id]])
  const touch = (id: string): Promise<Attempt> =>
    tryTo(client, [`update ${documents} set body = 'touched' where id = $1`, [id]])
  const insert = (as: string): Promise<Attempt> =>
    tryTo(client, [`insert into ${documents} (tenant_id, title) values ($1, $2)`, [as, probe.title]])
  const become = (name: string): Promise<Attempt> =>
    tryTo(client, [`set local role ${pg.escapeIdentifier(name)}`], ['select 1'])
  const rowSecurity = (value: 'on' | 'off'): Promise<Attempt> =>
    tryTo(
      client,
      [`set local row_security = ${value}`],
      [`select from ${documents} where id = $1`, [canary.own]],
    )
  const peek = (as: Client): Promise<Attempt> => tryTo(as, ['select from landlord_probe.canary'])
  return [
    { name: 'foreign-rows', control: await see(canary.own), attempt: await see(canary.other) },
    { name: 'foreign-update', control: await touch(canary.own), attempt: await touch(canary.other) },
    { name: 'spoofed-tenant', control: await insert(tenant), attempt: await insert(probe.tenant) },
    { name: 'set-role', control: await become(role), attempt: await become(operatorRole) },
    { name: 'row-security-off', control: await rowSecurity('on'), attempt: await rowSecurity('off') },
    {
      name: 'disable-policy',
      control: await see(canary.own),
      attempt: await tryTo(client, [`alter table ${documents} disable row level security`]),
    },
    { name: 'other-schema', control: await peek(operator), attempt: await peek(client) },
  ]
}

type Statement = readonly [text: string, values?: readonly unknown[]]

/** Runs the statements in a transaction that is always rolled back; `rows` are those of the last. */
async function tryTo(client: Client, ...statements: readonly Statement[]): Promise<Attempt> {
  try {
    await client.query('begin')
    let rows = 0
    for (const [text, values] of statements)
      rows = (await client.query(text, [...(values ?? [])])).rowCount ?? 0
    return { result: 'allowed', rows }
  } catch (error) {
    if (isNoAnswer(error)) throw error
    if (sqlState(error) === '42501') return { result: 'refused' }
    return { result: 'broken', why: databaseWords(error) }
  } finally {
    await client.query('rollback').catch(() => undefined)
  }
}
