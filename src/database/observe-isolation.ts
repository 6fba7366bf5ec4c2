import pg from 'pg'
import type { Attempt, IsolationSeen } from '../verification/tenant-isolation.ts'
import { tryTo } from './attempt.ts'
import { insertProbe, withCanaries, type Canaries } from './canaries.ts'
import { withClient, type Client, type Login } from './connect.ts'
import { namesOf, probe } from './names.ts'
import { observeStructure, type Place } from './provision.ts'

/** With a canary row of the tenant and one of another in place, tries as the tenant to reach the other. */
export async function observeIsolation(login: Login, place: Place): Promise<IsolationSeen> {
  const structure = await observeStructure(place)
  const { tenant, role } = namesOf(place.tenant, place.mode)
  return withCanaries(place, async (planted) => {
    const { rows } = await planted.operator.query<{ name: string }>('select current_user as name')
    const operatorRole = rows[0]?.name ?? ''
    const attempts = await withClient(login, (client) =>
      attack(client, { ...planted, operatorRole, tenant, role }),
    )
    return { attempts, structure }
  })
}

type Scene = Canaries & Readonly<{ operatorRole: string; tenant: string; role: string }>

async function attack(client: Client, scene: Scene): Promise<IsolationSeen['attempts']> {
  const { operator, operatorRole, table: documents, own, other, tenant, role } = scene
  const see = (id: string): Promise<Attempt> =>
    tryTo(client, [`select from ${documents} where id = $1`, [id]])
  const touch = (id: string): Promise<Attempt> =>
    tryTo(client, [`update ${documents} set body = 'touched' where id = $1`, [id]])
  const insert = (as: string): Promise<Attempt> =>
    tryTo(client, insertProbe(documents, { tenant: as, vector: undefined }))
  const become = (name: string): Promise<Attempt> =>
    tryTo(client, [`set local role ${pg.escapeIdentifier(name)}`], ['select 1'])
  const rowSecurity = (value: 'on' | 'off'): Promise<Attempt> =>
    tryTo(client, [`set local row_security = ${value}`], [`select from ${documents} where id = $1`, [own]])
  // A schema that one may not use is skipped in silence, so that it is the finding that tells.
  const find = (as: Client): Promise<Attempt> =>
    tryTo(as, ['set local search_path = landlord_probe'], ["select where to_regclass('canary') is not null"])
  const shadow = (as: Client, schema: string): Promise<Attempt> =>
    tryTo(
      as,
      [`create function ${schema}.lower(text) returns text language sql as 'select $1'`],
      ['select 1'],
    )
  const peek = (as: Client): Promise<Attempt> => tryTo(as, ['select from landlord_probe.canary'])
  return [
    { name: 'foreign-rows', control: await see(own), attempt: await see(other) },
    { name: 'foreign-update', control: await touch(own), attempt: await touch(other) },
    { name: 'spoofed-tenant', control: await insert(tenant), attempt: await insert(probe.tenant) },
    { name: 'set-role', control: await become(role), attempt: await become(operatorRole) },
    { name: 'row-security-off', control: await rowSecurity('on'), attempt: await rowSecurity('off') },
    {
      name: 'disable-policy',
      control: await see(own),
      attempt: await tryTo(client, [`alter table ${documents} disable row level security`]),
    },
    { name: 'search-path', control: await find(operator), attempt: await find(client) },
    {
      name: 'search-path-shadow',
      control: await shadow(operator, 'landlord_probe'),
      attempt: await shadow(client, 'extensions'),
    },
    { name: 'other-schema', control: await peek(operator), attempt: await peek(client) },
  ]
}
