import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import copySchema from '../../schemas/copy.schema.json' with { type: 'json' }
import { copyRecord } from '../../src/cli/runner/copy-record.ts'
import type { TenantRun } from '../../src/cli/runner/tenant-run.ts'
import { withClient } from '../../src/database/connect.ts'
import { applyUp } from '../../src/database/provision.ts'
import { parseResult } from '../../src/provisioning/parse-result.ts'
import type { TenantCopy } from '../../src/provisioning/copy.ts'
import { removeObject } from '../../src/storage/bucket-objects.ts'
import { openCloud, type Cloud } from '../../src/storage/cloud.ts'
import { parseDatabaseSecret } from '../../src/storage/login-secrets.ts'
import { loadSecret } from '../../src/storage/secrets.ts'
import { compileSchema } from '../../src/tenant/compile-schema.ts'
import { findTerraform } from '../../src/terraform/find.ts'
import { cliConfig } from '../../src/terraform/mirror.ts'
import { sqlOf } from '../database/catalogue.ts'
import { freshDatabase } from '../embedded.ts'
import { motoServer, startMoto, type Moto } from '../moto.ts'
import { anEstate, type Estate } from './estate.ts'

const missing = [
  ...((await findTerraform(process.env, '/nowhere')) === undefined ? ['terraform or tofu on PATH'] : []),
  ...(motoServer === undefined ? ['moto_server on PATH'] : []),
  ...((await cliConfig(process.env, join(import.meta.dirname, '../../.landlord'))) === undefined
    ? ['a mirror of the AWS provider']
    : []),
]
if (missing.length > 0) console.warn(`SKIPPED test/cli/copy: it needs ${missing.join(' and ')}.`)
const withAll = missing.length > 0 ? describe.skip : describe

const [old, young] = ['acme-moves', 'acme-moves-eu']
const documents = 'tenant_acme_moves.documents'

withAll(
  'a tenant that moves from Mumbai to Ireland, each with a database of its own, on an AWS that enforces permissions',
  () => {
    let moto: Moto
    let [here, there] = ['', '']
    let [mumbai, ireland]: Cloud[] = []
    let estate: Estate
    let keyArn = ''
    const sql = (url: string, statement: string) => withClient({ url }, (client) => client.query(statement))
    const suspended = 'lifecycle: {state: suspended, mode: readOnly}\n'
    const oldFile = (lifecycle: string) => estate.tenant(old, [[/^contacts:/m, `${lifecycle}contacts:`]])
    const youngFile = () =>
      estate.tenant(young, [
        [/^region: .+/m, 'region: eu-west-1'],
        [/^contacts:/m, `movedFrom: ${old}\ncontacts:`],
      ])
    const copy = (env = {}) =>
      estate.landlord(['copy', young], { LANDLORD_SOURCE_DATABASE_URL: here, ...env })
    const recordFile = () => join(estate.folder, `.landlord/copies/${old}.json`)
    const record = async () => JSON.parse(await readFile(recordFile(), 'utf8')) as TenantCopy
    const put = (key: string, body: string, more: object = {}) =>
      mumbai?.s3.send(
        new PutObjectCommand({ Bucket: `landlord-${old}`, Key: key, Body: Buffer.from(body), ...more }),
      )

    const configureOld = async () => {
      const done = await estate.landlord(['configure', old], { LANDLORD_PLATFORM_DATABASE_URL: here })
      expect(done).toMatchObject({ code: 0 })
    }
    beforeAll(async () => {
      moto = await startMoto()
      here = await freshDatabase()
      there = await freshDatabase()
      const at = { endpoint: moto.endpoint, identity: moto.identity }
      mumbai = openCloud({ region: 'ap-south-1', ...at })
      ireland = openCloud({ region: 'eu-west-1', ...at })
      estate = await anEstate({ ...moto.env, LANDLORD_PLATFORM_DATABASE_URL: there, LANDLORD_AWS: 'on' })
      for (const [cloud, url, tenant] of [
        [mumbai, here, old],
        [ireland, there, young],
      ] as const) {
        for (const layer of ['database', 'vector'] as const)
          await applyUp({ url, tenant, layer, mode: 'bridge', sql: sqlOf() })
        const key = await layCloud(cloud, tenant)
        if (tenant === young) keyArn = key
      }
      await oldFile('')
      await youngFile()
      estate.commit()
      await configureOld()
      expect(await estate.landlord(['configure', young])).toMatchObject({ code: 0 })
      await sql(
        here,
        `insert into ${documents} (title, body) select 't' || n, repeat('b', 2000) from generate_series(1, 300) n`,
      )
      await sql(
        here,
        `create table tenant_acme_moves.orders (tenant_id text default 'acme-moves', id int primary key); insert into tenant_acme_moves.orders values (default, 1);
       insert into vectors_acme_moves.embeddings (embedding) select array_fill(n::real, array[1536]) from generate_series(1, 5) n`,
      )
      const beside = {
        ContentType: 'text/plain',
        CacheControl: 'no-store',
        Metadata: { of: 'ria' },
        Tagging: 'kind=letter&year=2026',
      }
      await put('letters/for-ria.txt', 'dear', beside)
      await put('empty', '')
      for (let n = 0; n < 20; n++) await put(`many/${n}`, `number ${n}`)
      await put('landlord-probe-left', 'a look')
    }, 180_000)
    afterAll(async () => {
      mumbai?.close()
      ireland?.close()
      await moto.close()
    })

    test('while the old one is not held, or the new one holds anything, nothing is written', async () => {
      const refused = async (why: string) => {
        const run = await copy()
        expect(run).toMatchObject({ code: 1, result: { action: 'apply', outcome: 'failed' } })
        expect(run.result?.reason).toContain(why)
        expect(run.result?.reason).toContain('Nothing was written')
        expect(
          (await sql(there, 'select from tenant_acme_moves_eu.documents where title <> $$kept$$')).rowCount,
        ).toBe(0)
        await expect(record()).rejects.toThrow('ENOENT')
      }
      await oldFile(suspended)
      await refused('is not held back as its file says')
      await configureOld()
      await sql(there, `insert into tenant_acme_moves_eu.documents (title) values ('kept')`)
      await ireland?.s3.send(new PutObjectCommand({ Bucket: `landlord-${young}`, Key: 'mine', Body: 'x' }))
      await refused('acme-moves-eu is not empty: 1 rows in the layer database, objects')
      await sql(there, 'delete from tenant_acme_moves_eu.documents')
      if (ireland !== undefined) await removeObject(ireland, `landlord-${young}`, 'mine')
    }, 120_000)

    test('killed in the middle it has begun and proven nothing, and the new one takes no writes meanwhile', async () => {
      await killedAt('database.orders')
      expect(await record()).toMatchObject({ from: old, to: young })
      expect((await record()).provenAt).toBeUndefined()
      const login = ireland && (await loadSecret(ireland, `landlord/${young}/database`, parseDatabaseSecret))
      const write = withClient(
        { url: there, user: login?.username ?? '', password: login?.password ?? '' },
        (client) => client.query(`insert into tenant_acme_moves_eu.documents (title) values ('early')`),
      )
      await expect(write).rejects.toThrow('suspended')
    }, 120_000)

    test('called again it goes on, and reads all of both before it says so', async () => {
      const done = await copy()
      expect(done).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
      expect(parseResult(Buffer.from(done.stdout))).toMatchObject({ found: 'result' })
      expect(done.result?.copy).toEqual({
        ...{ from: old, place: recordFile(), rows: 306, vectors: 0, objects: 22 },
        bytes: 4 + Array.from({ length: 20 }, (_, n) => `number ${n}`.length).reduce((sum, n) => sum + n, 0),
      })
      const kept = await record()
      expect(compileSchema(copySchema)(kept)).toBe(true)
      expect(
        kept.parts?.filter(({ of }) => of === 'table').map(({ name, amount }) => [name, amount]),
      ).toEqual([
        ['database.documents', 300],
        ['database.orders', 1],
        ['vector.embeddings', 5],
      ])
      const orders = await sql(there, 'select tenant_id from tenant_acme_moves_eu.orders')
      expect(orders.rows).toEqual([{ tenant_id: young }])
    }, 120_000)

    test('an object is what it was, encrypted with the key of the tenant that takes it', async () => {
      const at = { Bucket: `landlord-${young}`, Key: 'letters/for-ria.txt' }
      const { Body, ...seen } = (await ireland?.s3.send(new GetObjectCommand(at)))!
      expect(await Body?.transformToString()).toBe('dear')
      expect(seen).toMatchObject({
        ...{ ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { of: 'ria' } },
        ...{ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn },
      })
      const tags = await ireland?.s3.send(new GetObjectTaggingCommand(at))
      expect(tags?.TagSet).toEqual([
        { Key: 'kind', Value: 'letter' },
        { Key: 'year', Value: '2026' },
      ])
      const probes = ireland?.s3.send(new GetObjectCommand({ ...at, Key: 'landlord-probe-left' }))
      await expect(probes).rejects.toThrow()
    })

    test('both work as they must: the new one writes, the old one reads', async () => {
      const as = async (cloud: Cloud | undefined, url: string, tenant: string, statement: string) => {
        const login = cloud && (await loadSecret(cloud, `landlord/${tenant}/database`, parseDatabaseSecret))
        return withClient({ url, user: login?.username ?? '', password: login?.password ?? '' }, (client) =>
          client.query(statement),
        )
      }
      expect((await as(mumbai, here, old, `select from ${documents}`)).rowCount).toBe(300)
      await expect(as(mumbai, here, old, `delete from ${documents}`)).rejects.toThrow('suspended')
      const change = `update tenant_acme_moves_eu.documents set body = 'c' where title = 't7'`
      expect((await copy()).result?.copy?.rows).toBe(306)
      expect((await as(ireland, there, young, change)).rowCount).toBe(1)
      const again = await copy()
      expect(again).toMatchObject({ code: 1, result: { outcome: 'failed' } })
      expect(again.result?.reason).toContain('has been written to since')
      expect((await sql(there, `select from tenant_acme_moves_eu.documents where body = 'c'`)).rowCount).toBe(
        1,
      )
    }, 120_000)

    test('a record that somebody bent is not believed', async () => {
      await writeFile(recordFile(), '{"kind": "TenantCopy"}')
      const run = {
        id: old,
        home: join(estate.folder, '.landlord'),
        env: {},
        aws: false,
      } as unknown as TenantRun
      await expect(copyRecord(run).load()).rejects.toThrow('is no record of a copy')
    })

    async function killedAt(words: string): Promise<void> {
      const main = join(import.meta.dirname, '../../src/cli/main.ts')
      const env = {
        ...process.env,
        ...moto.env,
        LANDLORD_PLATFORM_DATABASE_URL: there,
        LANDLORD_SOURCE_DATABASE_URL: here,
      }
      const child = spawn(process.execPath, [main, 'copy', young], {
        cwd: estate.folder,
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      child.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes(words)) child.kill('SIGKILL')
      })
      const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)))
      expect(signal).toBe('SIGKILL')
    }
  },
)

/** What Terraform lays: a bucket under a key of the tenant's own, its role, and containers for its secrets. */
async function layCloud(cloud: Cloud, tenant: string): Promise<string> {
  const Bucket = `landlord-${tenant}`
  const LocationConstraint = cloud.region as 'eu-west-1'
  await cloud.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }))
  await cloud.s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  )
  const { KeyMetadata: key } = await cloud.kms.send(new CreateKeyCommand({}))
  await cloud.kms.send(
    new CreateAliasCommand({ AliasName: `alias/landlord/${tenant}`, TargetKeyId: key?.KeyId }),
  )
  const encryption = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key?.Arn } as const
  await cloud.s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: encryption, BucketKeyEnabled: true }],
      },
    }),
  )
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  await cloud.iam.send(
    new CreateRoleCommand({ RoleName: `landlord-tenant-${tenant}`, AssumeRolePolicyDocument }),
  )
  for (const what of ['database', 'tokens'])
    await cloud.secrets.send(new CreateSecretCommand({ Name: `landlord/${tenant}/${what}` }))
  return key?.Arn ?? ''
}
