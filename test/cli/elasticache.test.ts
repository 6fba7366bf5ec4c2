import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withCache } from '../../src/cache/connect.ts'
import { openCloud, type Cloud } from '../../src/storage/cloud.ts'
import { parseCacheSecret } from '../../src/storage/login-secrets.ts'
import { loadSecret } from '../../src/storage/secrets.ts'
import { findTerraform } from '../../src/terraform/find.ts'
import { cliConfig } from '../../src/terraform/mirror.ts'
import { startElastiCache, type ElastiCache } from '../elasticache.ts'
import { freshDatabase } from '../embedded.ts'
import { motoServer, startMoto, type Moto } from '../moto.ts'
import { redisServer, startRedis, type Redis } from '../redis.ts'
import { anEstate, lessCollecting, type Estate, type Run } from './estate.ts'

const missing = [
  // Minutes of waiting for what the AWS provider waits for.
  ...(process.env.LANDLORD_PROVE_MACHINES === 'on' ? [] : ['"npm run bench -- machines"']),
  ...((await findTerraform(process.env, '/nowhere')) === undefined ? ['terraform or tofu on PATH'] : []),
  ...(motoServer === undefined ? ['moto_server on PATH'] : []),
  ...(redisServer === undefined ? ['redis-server on PATH'] : []),
  ...((await cliConfig(process.env, join(import.meta.dirname, '../../.landlord'))) === undefined
    ? ['a mirror of the AWS provider']
    : []),
]
if (missing.length > 0) console.warn(`SKIPPED test/cli/elasticache: it needs ${missing.join(' and ')}.`)
const withAll = missing.length > 0 ? describe.skip : describe

// moto has no user groups and changes no users: a stand-in answers those calls, and hands users to a real Redis. That
// AWS itself takes them is shown nowhere here.
withAll('a tenant in an ElastiCache, by a real Terraform and a real Redis', () => {
  let moto: Moto
  let redis: Redis
  let elastiCache: ElastiCache
  let cloud: Cloud
  let estate: Estate
  const id = 'cached'
  const region = 'eu-west-1'
  beforeAll(async () => {
    const [started, url] = await Promise.all([startMoto({ enforced: false }), freshDatabase()])
    moto = started
    redis = await startRedis()
    elastiCache = await startElastiCache(moto.endpoint, redis.url, 'tenants')
    cloud = openCloud({ region, endpoint: moto.endpoint, identity: moto.identity })
    estate = await anEstate({
      ...moto.env,
      AWS_ENDPOINT_URL: elastiCache.endpoint,
      AWS_REGION: region,
      LANDLORD_PLATFORM_DATABASE_URL: url,
      LANDLORD_PLATFORM_CACHE_URL: redis.url,
      LANDLORD_AWS: 'on',
      LANDLORD_BUCKET_PREFIX: 'acme',
      ...lessCollecting,
    })
    const settings = join(estate.folder, '.github/landlord/settings.yml')
    const text = await readFile(settings, 'utf8')
    const named = `provisioning:\n  cache: elasticache\n  elasticache: { region: ${region}, userGroup: tenants }\n`
    await writeFile(settings, text.replace(/^provisioning:\n/m, named))
    await tenant()
  }, 300_000)
  afterAll(async () => {
    cloud.close()
    await elastiCache.close()
    await Promise.all([moto.close(), redis.close()])
  }, 120_000)
  const tenant = (lifecycle = 'active') =>
    estate.tenant(id, [
      [/^isolation: .+/m, 'isolation: pool'],
      [/^region: \S+/m, `region: ${region}`],
      [/^lifecycle: .+\n/m, ''],
      [/$/, `lifecycle: ${lifecycle}\n`],
    ])
  const operation = ['--operation', 'op_01jd3v8k2m4n6p8q0r2s']
  const run = (command: string, ...more: readonly string[]): Promise<Run> =>
    estate.landlord([command, id, ...operation, ...more])
  const outcomeOf = ({ result }: Run, check: string) =>
    result?.checks.find((one) => one.check === check)?.outcome
  const secret = () => loadSecret(cloud, `landlord/${id}/cache`, parseCacheSecret)
  const asTenant = async (...words: readonly string[]): Promise<unknown> => {
    const { username: user, password } = (await secret())!
    return withCache({ url: redis.url, user, password }, (send) => send(...words)).catch(
      (error: unknown) =>
        String(error)
          .replace(/^\w*Error: /, '')
          .split(' ')[0],
    )
  }
  const acl = () => withCache(redis, (send) => send('ACL', 'LIST'))

  let before: unknown
  test('AWS makes its user, bound to its prefix, tagged, with a password that no state knows', async () => {
    before = await acl()
    const applied = await run('apply')
    expect([applied.code, applied.result?.reason]).toEqual([0, undefined])
    const user = elastiCache.users.get('landlord-cached')!
    expect(user).toMatchObject({ name: 'landlord-cached', grouped: true })
    const kept = await secret()
    expect(user.passwords).toEqual([kept?.password])
    const state = await readFile(join(estate.folder, `.landlord/state/${id}/terraform.tfstate`), 'utf8')
    expect(state).not.toContain(kept?.password)
    expect(await asTenant('SET', 'tenant:cached:a', '1')).toBe('OK')

    const verified = await run('verify')
    expect(outcomeOf(verified, 'tenant-isolation')).toBe('pass')
    expect(outcomeOf(verified, 'cost-tags')).toBe('pass')
    expect(await run('drift')).toMatchObject({ code: 0, result: { drift: { changes: [], broken: [] } } })
  }, 300_000)

  test('suspended to read it does not write, on hold it does not log in, resumed it does both', async () => {
    await tenant('{ state: suspended, mode: readOnly }')
    expect(await run('apply')).toMatchObject({ code: 0 })
    expect(await asTenant('GET', 'tenant:cached:a')).toBe('1')
    expect(await asTenant('SET', 'tenant:cached:a', '2')).toBe('NOPERM')
    const reading = await run('verify')
    expect(outcomeOf(reading, 'database-connectivity')).toBe('pass')

    await tenant('suspended')
    expect(await run('apply')).toMatchObject({ code: 0 })
    expect(await asTenant('GET', 'tenant:cached:a')).toBe('WRONGPASS')

    await tenant()
    expect(await run('apply')).toMatchObject({ code: 0 })
    expect(await asTenant('SET', 'tenant:cached:a', '3')).toBe('OK')
  }, 300_000)

  test('undone, neither user nor key is left', async () => {
    const undone = await run('rollback', '--never-active')
    expect([undone.code, undone.result?.reason]).toEqual([0, undefined])
    expect(elastiCache.users.size).toBe(0)
    expect(await acl()).toEqual(before)
    expect(await withCache(redis, (send) => send('DBSIZE'))).toBe(0)
    expect((await cloud.secrets.send(new ListSecretsCommand({}))).SecretList).toEqual([])
  }, 300_000)
})
