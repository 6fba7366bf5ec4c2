import {
  CreateUserCommand,
  ElastiCacheClient,
  ModifyUserCommand,
  ModifyUserGroupCommand,
} from '@aws-sdk/client-elasticache'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { withCache, type CacheLogin } from '../../src/cache/connect.ts'
import { elastiCacheUsers } from '../../src/cache/elasticache.ts'
import { observeCacheIsolation } from '../../src/cache/observe-isolation.ts'
import { observeCacheStructure } from '../../src/cache/observe-structure.ts'
import {
  applyCacheDown,
  applyCacheUp,
  closeCacheLogin,
  observeCacheUser,
  openCacheLogin,
  type CachePlace,
} from '../../src/cache/provision.ts'
import { cacheCommands } from '../../src/cache/users.ts'
import { tenantIsolation } from '../../src/verification/tenant-isolation.ts'
import { startElastiCache, type ElastiCache } from '../elasticache.ts'
import { redisServer, startRedis, type Redis } from '../redis.ts'

if (redisServer === undefined) console.warn('SKIPPED test/cache/elasticache: redis-server is not on PATH.')
const withRedis = redisServer === undefined ? describe.skip : describe

// The access string is that of the Terraform module (its own test spells it out), the server a real Redis.
withRedis('a tenant whose user AWS made', () => {
  let redis: Redis
  let elastiCache: ElastiCache
  let aws: ElastiCacheClient
  let place: CachePlace
  const own = 'tenant:acme:*'
  const access = ['on', `~${own}`, 'resetchannels', `&${own}`, ...cacheCommands].join(' ')
  const user = 'landlord-acme'
  const kept = { ...process.env }
  const behind = createServer((_, reply) =>
    reply.end('<CreateUserResponse><CreateUserResult/></CreateUserResponse>'),
  )
  const login = (): CacheLogin => ({ url: redis.url, user, password: 'a-password-of-its-own' })
  const look = async () => tenantIsolation.judge(await observeCacheIsolation(login(), place)).outcome
  const give = (words: string) => aws.send(new ModifyUserCommand({ UserId: user, AccessString: words }))

  beforeAll(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'a' })
    await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve))
    redis = await startRedis()
    const { port } = behind.address() as AddressInfo
    elastiCache = await startElastiCache(`http://127.0.0.1:${port}`, redis.url, 'tenants')
    const at = { region: 'eu-west-1', endpoint: elastiCache.endpoint }
    aws = new ElastiCacheClient(at)
    place = { url: redis.url, tenant: 'acme', users: elastiCacheUsers({ ...at, user }) }
    const made = { UserId: user, UserName: user, Engine: 'redis', AccessString: access }
    await aws.send(
      new CreateUserCommand({ ...made, AuthenticationMode: { Type: 'password', Passwords: ['first'] } }),
    )
    await aws.send(new ModifyUserGroupCommand({ UserGroupId: 'tenants', UserIdsToAdd: [user] }))
    await openCacheLogin(place, 'a-password-of-its-own')
  }, 60_000)
  afterAll(async () => {
    process.env = kept
    aws.destroy()
    await elastiCache.close()
    behind.closeAllConnections()
    await new Promise((resolve) => behind.close(resolve))
    await redis.close()
  })

  test('is kept apart by its access string, and has one password alone', async () => {
    expect(await look()).toBe('pass')
    expect((await observeCacheStructure(place)).filter(({ holds }) => !holds)).toEqual([])
    expect(elastiCache.users.get(user)?.passwords).toEqual(['a-password-of-its-own'])
  })

  test.each([
    ['every key', access.replace(`~${own}`, '~*')],
    ['every channel', access.replace(`&${own}`, '&*')],
    ['listing keys', `${access} +scan`],
  ])('isolation fails when AWS was told %s', async (_, wrong) => {
    await give(wrong)
    expect(await look()).toBe('fail')
    await give(access)
  })

  test('suspended as Terraform says it, it reads and does not write, or does not log in', async () => {
    await give(`${access} -@write`)
    expect(await observeCacheUser(place)).toEqual({ canLogin: true, mayWrite: false })
    await give(access.replace('on ', 'off '))
    expect(await observeCacheUser(place)).toMatchObject({ canLogin: false })
    await give(access)
    // What it may do is not the command line's to change.
    await applyCacheUp(place)
    expect(elastiCache.users.get(user)?.access).toBe(access)
  })

  test('closed, nobody knows its password; removed, its keys are gone and its user is left to Terraform', async () => {
    await withCache(login(), (send) => send('SET', 'tenant:acme:a', '1'))
    await closeCacheLogin(place)
    await expect(withCache(login(), (send) => send('PING'))).rejects.toThrow('WRONGPASS')
    await applyCacheDown(place)
    expect(await withCache(redis, (send) => send('DBSIZE'))).toBe(0)
    expect(elastiCache.users.has(user)).toBe(true)
  }, 30_000)
})
