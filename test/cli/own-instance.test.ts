import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { planDestroy } from '../../src/cli/runner/destroy-plan.ts'
import { instanceUrl } from '../../src/cli/runner/own-instance.ts'
import { withClient } from '../../src/database/connect.ts'
import { openLogin } from '../../src/database/login.ts'
import { observeOtherMachine } from '../../src/database/observe-other-machine.ts'
import type { Terraform } from '../../src/terraform/commands.ts'
import { tenantIsolation } from '../../src/verification/tenant-isolation.ts'
import { freshDatabase } from '../embedded.ts'
import { landlord } from './a-clone.ts'

describe('the address of an instance', () => {
  const at = {
    address: 'landlord-acme.abc.eu-west-1.rds.amazonaws.com:5432/tenant',
    secret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1',
    region: 'eu-west-1',
  }
  const [standIn, words] = [
    'postgresql://stand-in@127.0.0.1:1/tenant',
    { username: 'landlord', password: 'a/b:c' },
  ]
  let held: object = words
  const server = createServer((_, reply) => {
    reply.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
    reply.end(JSON.stringify({ SecretString: JSON.stringify(held) }))
  })
  const kept = { ...process.env }
  let endpoint = ''
  beforeAll(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'a' })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    process.env = kept
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('has the password that RDS keeps, and proves its server', async () => {
    const url = await instanceUrl(at, { AWS_ENDPOINT_URL: endpoint })
    expect(url).toBe(`postgresql://landlord:a%2Fb%3Ac@${at.address}?sslmode=verify-full`)
  })

  test('is that of a stand-in only beside an emulator', async () => {
    expect(
      await instanceUrl(at, { AWS_ENDPOINT_URL: endpoint, LANDLORD_EMULATED_INSTANCE_URL: standIn }),
    ).toBe(standIn)
    // As the SDK would find AWS itself.
    process.env.AWS_ENDPOINT_URL = endpoint
    const url = await instanceUrl(at, { LANDLORD_EMULATED_INSTANCE_URL: standIn, AWS_ENDPOINT_URL: '' })
    expect(url).toContain(at.address)
  })

  test('is none without a password', async () => {
    held = { username: 'landlord' }
    await expect(instanceUrl(at, { AWS_ENDPOINT_URL: endpoint })).rejects.toThrow('holds none')
    held = words
  })
})

describe('what Terraform has `landlord database` make', () => {
  const command = ['database', 'up', 'acme', '--isolation', 'bridge']
  const told = {
    LANDLORD_INSTANCE: 'nowhere.invalid:5432/tenant',
    LANDLORD_INSTANCE_SECRET: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1',
    LANDLORD_INSTANCE_REGION: 'eu-west-1',
  }
  const schemas = (url: string) =>
    withClient(
      { url },
      async (client) =>
        (await client.query("select from pg_namespace where nspname = 'tenant_acme'")).rowCount,
    )

  test('is made on the instance that it is told of, and half told nowhere', async () => {
    const [own, shared] = [await freshDatabase(), await freshDatabase()]
    const env = {
      ...{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', LANDLORD_EMULATED_INSTANCE_URL: own },
      ...{ LANDLORD_PLATFORM_DATABASE_URL: shared, ...told },
    }
    const half = await landlord(tmpdir(), command, { env: { ...env, LANDLORD_INSTANCE_SECRET: undefined } })
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('named by half')])
    expect([await schemas(own), await schemas(shared)]).toEqual([0, 0])
    expect(await landlord(tmpdir(), command, { env })).toMatchObject({ code: 0 })
    expect([await schemas(own), await schemas(shared)]).toEqual([1, 0])
    const down = ['database', 'down', 'acme', '--isolation', 'bridge']
    expect(await landlord(tmpdir(), down, { env })).toMatchObject({ code: 0 })
    expect(await schemas(own)).toBe(0)
  }, 60_000)
})

describe('the plan to remove everything', () => {
  const instance = 'module.instance[0].aws_db_instance.tenant'
  const planOf = async (held: readonly string[], applies = true) => {
    const asked: unknown[] = []
    const failed = { done: false, outcome: 'failed', reason: 'AWS says no.', applied: [] } as const
    const terraform = {
      state: () =>
        Promise.resolve({
          resources: held.map((address) => ({ address, arn: undefined, taggable: true })),
          outputs: {},
        }),
      untaint: (address: string) => Promise.resolve(void asked.push(['untaint', address])),
      plan: (options: unknown) =>
        Promise.resolve((asked.push(options), { done: true, changes: [] } as const)),
      apply: () =>
        Promise.resolve((asked.push('apply'), applies ? ({ done: true, applied: [] } as const) : failed)),
    } as unknown as Terraform
    return { planned: await planDestroy({ terraform }), asked }
  }
  const lifted = [
    ['untaint', instance],
    { variables: { ending: 'gone' }, targets: ['module.instance'] },
    'apply',
  ]

  test.each([
    ['a tenant without an instance is planned at once', [], [{ destroy: true }]],
    ['the guard of an instance is lifted first', [instance], [...lifted, { destroy: true }]],
  ])('%s', async (_, held, expected) => {
    expect(await planOf(held)).toMatchObject({ planned: { done: true }, asked: expected })
  })

  test('a guard that does not come off leaves everything', async () => {
    expect(await planOf([instance], false)).toMatchObject({
      planned: { done: false, reason: 'AWS says no.' },
      asked: lifted,
    })
  })
})

describe('a login of an instance of its own', () => {
  const [role, password] = ['tenant_only_there', 'a-password']
  const database = async (): Promise<string> => {
    const url = await freshDatabase()
    const name = new URL(url).pathname.slice(1)
    await withClient({ url }, (client) => client.query(`revoke connect on database ${name} from public`))
    return url
  }
  const grant = (url: string) =>
    withClient({ url }, (client) =>
      client.query(`grant connect on database ${new URL(url).pathname.slice(1)} to ${role}`),
    )

  test('is refused where others live, and a failure where it is not', async () => {
    const [own, shared] = [await database(), await database()]
    await withClient({ url: own }, (client) => client.query(`create role ${role}`))
    await openLogin({ url: own }, role, password)
    await grant(own)
    const login = { url: own, user: role, password }
    expect(tenantIsolation.judge(await observeOtherMachine(login, shared)).outcome).toBe('pass')
    await grant(shared)
    const judged = tenantIsolation.judge(await observeOtherMachine(login, shared))
    expect(judged.outcome).toBe('fail')
    expect(judged.evidence.join()).toContain('refused by the PostgreSQL that other tenants share')
    await expect(observeOtherMachine(login, 'postgresql://127.0.0.1:1/none')).rejects.toThrow()
    for (const url of [own, shared])
      await withClient({ url }, (client) => client.query(`drop owned by ${role}`))
    await withClient({ url: own }, (client) => client.query(`drop role ${role}`))
  })
})
