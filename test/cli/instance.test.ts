import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withClient } from '../../src/database/connect.ts'
import { openLogin } from '../../src/database/login.ts'
import { startEmbedded, type Embedded } from '../../src/registry/embedded.ts'
import { startPlatform, type Platform } from '../../src/sandbox/cloud/platform.ts'
import { openCloud, type Cloud } from '../../src/storage/cloud.ts'
import { parseDatabaseSecret } from '../../src/storage/login-secrets.ts'
import { loadSecret } from '../../src/storage/secrets.ts'
import { findTerraform } from '../../src/terraform/find.ts'
import { cliConfig } from '../../src/terraform/mirror.ts'
import { catalogue, layGround } from '../database/catalogue.ts'
import { freshDatabase } from '../embedded.ts'
import { motoServer, startMoto, type Moto } from '../moto.ts'
import { anEstate, lessCollecting, type Estate, type Run } from './estate.ts'

const missing = [
  // Minutes of waiting for what the AWS provider waits for.
  ...(process.env.LANDLORD_PROVE_MACHINES === 'on' ? [] : ['"npm run bench -- machines"']),
  ...((await findTerraform(process.env, '/nowhere')) === undefined ? ['terraform or tofu on PATH'] : []),
  ...(motoServer === undefined ? ['moto_server on PATH'] : []),
  ...((await cliConfig(process.env, join(import.meta.dirname, '../../.landlord'))) === undefined
    ? ['a mirror of the AWS provider']
    : []),
]
if (missing.length > 0) console.warn(`SKIPPED test/cli/instance: it needs ${missing.join(' and ')}.`)
const withAll = missing.length > 0 ? describe.skip : describe

// moto knows RDS, and starts no server: another PostgreSQL stands in for the instance, a machine beside the one that
// tenants share. That AWS itself takes the calls is shown nowhere here.
withAll('a tenant with a PostgreSQL of its own, by a real Terraform', () => {
  let moto: Moto
  let machine: Embedded
  let platform: Platform
  let cloud: Cloud
  let estate: Estate
  let [shared, own, home] = ['', '', '']
  let before: unknown
  const id = 'alone'
  const region = 'eu-west-1'
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'landlord-instance-'))
    ;[moto, shared, machine] = await Promise.all([
      startMoto({ enforced: false }),
      freshDatabase(),
      startEmbedded(home, undefined, { durable: false }),
    ])
    own = await machine.database('tenant')
    await layGround(own, 'bridge')
    await layGround(shared, 'bridge')
    platform = await startPlatform(own)
    await makeSubnetGroup(moto.endpoint)
    // From here on permissions count.
    await fetch(`${moto.endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' })
    cloud = openCloud({ region, endpoint: moto.endpoint, identity: moto.identity })
    estate = await anEstate({
      ...moto.env,
      AWS_REGION: region,
      LANDLORD_PLATFORM_DATABASE_URL: shared,
      LANDLORD_EMULATED_INSTANCE_URL: own,
      LANDLORD_PLATFORM_URL: platform.url,
      LANDLORD_METRICS_URL: `${platform.url}/metrics`,
      LANDLORD_AWS: 'on',
      LANDLORD_BUCKET_PREFIX: 'acme',
      ...lessCollecting,
    })
    const settings = join(estate.folder, '.github/landlord/settings.yml')
    const given = `provisioning:
  instances:
    database:
      tiers: { gold: { class: db.r7g.large, backupDays: 35, standby: true } }
      places: { ${region}: { subnetGroup: tenants, securityGroups: [sg-0123456789abcdef0] } }
`
    await writeFile(settings, (await readFile(settings, 'utf8')).replace(/^provisioning:\n/m, given))
    await estate.tenant(id, [
      [/^isolation: .+/m, 'isolation: { database: silo, vector: silo }'],
      [/^region: \S+/m, `region: ${region}`],
      [/^tier: \S+/m, 'tier: gold'],
      [/key: platform/, 'key: tenant'],
    ])
    estate.commit()
    before = await world()
  }, 300_000)
  afterAll(async () => {
    cloud.close()
    await Promise.all([moto.close(), platform.close(), machine.close()])
    await rm(home, { recursive: true, force: true })
  }, 120_000)

  /** The network is the estate's to make; moto has subnets, and wants them in a group, for a database as AWS does. */
  const makeSubnetGroup = async (endpoint: string): Promise<void> => {
    const ask = async (service: string, form: Readonly<Record<string, string>>): Promise<string> => {
      const signed = `AWS4-HMAC-SHA256 Credential=a/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=a`
      const body = new URLSearchParams(form)
      return (await fetch(endpoint, { method: 'POST', headers: { authorization: signed }, body })).text()
    }
    const subnets = await ask('ec2', { Action: 'DescribeSubnets', Version: '2016-11-15' })
    const [first = '', second = ''] = subnets.match(/subnet-[0-9a-f]+/g) ?? []
    const made = await ask('rds', {
      ...{ Action: 'CreateDBSubnetGroup', Version: '2014-10-31' },
      ...{ DBSubnetGroupName: 'tenants', DBSubnetGroupDescription: 'of tenants' },
      ...{ 'SubnetIds.SubnetIdentifier.1': first, 'SubnetIds.SubnetIdentifier.2': second },
    })
    expect(made).toContain('<DBSubnetGroupName>tenants</DBSubnetGroupName>')
  }
  const world = async (): Promise<unknown> => ({
    own: await catalogue(own),
    shared: await catalogue(shared),
    secrets: (await cloud.secrets.send(new ListSecretsCommand({}))).SecretList?.map(({ Name }) => Name),
    instances: await instances(),
  })
  const instances = async () =>
    (await cloud.tagging.send(new GetResourcesCommand({ ResourceTypeFilters: ['rds:db', 'rds:snapshot'] })))
      .ResourceTagMappingList
  const run = (command: string, ...more: readonly string[]): Promise<Run> =>
    estate.landlord([command, id, '--operation', 'op_01jd3v8k2m4n6p8q0r2s', ...more])
  const outcomes = ({ result }: Run): Record<string, string> =>
    Object.fromEntries((result?.checks ?? []).map(({ check, outcome }) => [check, outcome]))

  test('it stands there alone, tagged, and passes all eight checks across two machines', async () => {
    const applied = await run('apply')
    expect([applied.code, applied.result?.reason]).toEqual([0, undefined])
    expect(applied.result?.notes?.join() ?? '').not.toContain('Silo')
    expect(await catalogue(shared)).toEqual((before as { shared: unknown }).shared)
    expect(await instances()).toContainEqual(
      expect.objectContaining({ ResourceARN: expect.stringMatching(/:db:landlord-alone$/) }),
    )
    const secret = await loadSecret(cloud, `landlord/${id}/database`, parseDatabaseSecret)
    expect(secret).toMatchObject({ username: 'tenant_alone', port: Number(new URL(own).port) })

    const verified = await run('verify')
    expect(outcomes(verified)).toEqual({
      'database-connectivity': 'pass',
      'tenant-isolation': 'pass',
      'vector-search': 'pass',
      'jwt-authentication': 'pass',
      'query-latency': 'pass',
      'object-storage': 'pass',
      'metrics-scraping': 'pass',
      'cost-tags': 'pass',
    })
    const isolation = verified.result?.checks.find(({ check }) => check === 'tenant-isolation')
    expect(isolation?.evidence.join()).toContain('refused by the PostgreSQL that other tenants share')
    expect(await run('drift')).toMatchObject({ code: 0, result: { drift: { changes: [], broken: [] } } })
  }, 300_000)

  test('its login opened where others live as well, isolation fails', async () => {
    const secret = await loadSecret(cloud, `landlord/${id}/database`, parseDatabaseSecret)
    await withClient({ url: shared }, (client) => client.query('create role tenant_alone'))
    await openLogin({ url: shared }, 'tenant_alone', secret!.password)
    await withClient({ url: shared }, (client) =>
      client.query(`grant connect on database ${new URL(shared).pathname.slice(1)} to tenant_alone`),
    )
    expect(outcomes(await run('verify'))).toMatchObject({ 'tenant-isolation': 'fail' })
    await withClient({ url: shared }, (client) =>
      client.query('drop owned by tenant_alone; drop role tenant_alone'),
    )
  }, 300_000)

  test('it is guarded, and undone by the right of a tenant that was never active nothing is left', async () => {
    const documents = 'tenant_alone.documents'
    await withClient({ url: own }, (client) =>
      client.query(`insert into ${documents} (title) values ('kept')`),
    )
    expect((await run('rollback', '--never-active')).result?.reason).toContain('holds 1 document')
    await withClient({ url: own }, (client) => client.query(`delete from ${documents}`))
    const undone = await run('rollback', '--never-active')
    expect([undone.code, undone.result?.reason]).toEqual([0, undefined])
    expect(await world()).toEqual(before)
  }, 300_000)
})
