import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withCache, type CacheLogin } from '../../src/cache/connect.ts'
import { cacheNamesOf } from '../../src/cache/names.ts'
import { observeCacheIsolation } from '../../src/cache/observe-isolation.ts'
import {
  applyCacheDown,
  applyCacheUp,
  closeCacheLogin,
  observeCacheLeftovers,
  openCacheLogin,
} from '../../src/cache/provision.ts'
import { cacheCommands } from '../../src/cache/users.ts'
import { tenantIsolation } from '../../src/verification/tenant-isolation.ts'
import { redisServer, startRedis, type Redis } from '../redis.ts'

if (redisServer === undefined) console.warn('SKIPPED test/cache: redis-server is not on PATH.')
const withRedis = redisServer === undefined ? describe.skip : describe

withRedis('a tenant in a real Redis', () => {
  let redis: Redis
  beforeAll(async () => {
    redis = await startRedis()
  }, 30_000)
  afterAll(() => redis.close())
  const place = (tenant = 'acme') => ({ url: redis.url, tenant })
  const login = (tenant = 'acme', password = 'right'): CacheLogin => ({
    url: redis.url,
    user: cacheNamesOf(tenant).user,
    password,
  })
  const asOperator = (...words: readonly string[]): Promise<unknown> =>
    withCache({ url: redis.url }, (send) => send(...words))
  const users = () => asOperator('ACL', 'LIST')
  const rebuilt = async (): Promise<void> => {
    await applyCacheUp(place())
    await openCacheLogin(place(), 'right')
  }
  const look = async () => tenantIsolation.judge(await observeCacheIsolation(login(), place()))
  beforeAll(rebuilt)

  test('is kept apart, proven by what it may not do, and no trace of the looking is left', async () => {
    expect(await look()).toMatchObject({ outcome: 'pass' })
    expect(await asOperator('DBSIZE')).toBe(0)
  })

  test('applied again it keeps its login', async () => {
    const before = await users()
    await applyCacheUp(place())
    expect(await users()).toEqual(before)
  })

  test('cannot reach a tenant whose id begins with its own', async () => {
    await asOperator('SET', 'tenant:acme-retail:a', 'secret')
    await withCache(login(), async (send) => {
      await expect(send('GET', 'tenant:acme-retail:a')).rejects.toThrow('NOPERM')
      await expect(send('GET', 'tenant:ACME:a')).rejects.toThrow('NOPERM')
      await expect(
        send('EVAL', "return redis.call('GET', KEYS[1])", '1', 'tenant:acme-retail:a'),
      ).rejects.toThrow('NOPERM')
      await expect(send('EVAL', "return redis.call('GET', 'tenant:acme-retail:a')", '0')).rejects.toThrow()
      await expect(send('PUBSUB', 'CHANNELS')).rejects.toThrow('NOPERM')
    })
    await asOperator('DEL', 'tenant:acme-retail:a')
  })

  test.each([
    ['it may read every key', ['allkeys'], "Reading another tenant's canary in the cache is refused"],
    ['it may read some others', ['%R~tenant:*'], "Reading another tenant's canary in the cache is refused"],
    ['it may list keys', ['+scan'], 'Listing keys'],
    ['it may use every channel', ['allchannels'], "Publishing on another tenant's channel is refused"],
    ['it may see the other users', ['+acl'], 'Reading or changing users'],
    ['it needs no password', ['nopass'], 'It has a password'],
    [
      'it has a second set of rights',
      ['(~* +get)'],
      "Reading another tenant's canary in the cache is refused",
    ],
    ['it may do nothing at all', ['-@all'], 'The tenant reads its own canary'],
  ])('isolation fails when %s, and up mends it', async (_, rules, evidence) => {
    await asOperator('ACL', 'SETUSER', cacheNamesOf('acme').user, ...rules)
    const judged = await look()
    expect(judged.outcome).toBe('fail')
    expect(judged.evidence.filter((line) => line.startsWith('Broken')).join()).toContain(evidence)
    await rebuilt()
    expect(await look()).toMatchObject({ outcome: 'pass' })
  })

  test('isolation fails when the login is closed', async () => {
    await closeCacheLogin(place())
    const judged = await look()
    expect(judged.outcome).toBe('fail')
    expect(judged.evidence.join()).toContain('the cache refused the login')
    await rebuilt()
  })

  test('removed, it leaves neither user nor key', async () => {
    const before = await users()
    await applyCacheUp(place('gone-soon'))
    await openCacheLogin(place('gone-soon'), 'right')
    await withCache(login('gone-soon'), (send) => send('SET', 'tenant:gone-soon:a', '1'))
    expect(await observeCacheLeftovers(place('gone-soon'))).toEqual([
      'the user in the cache',
      '1 keys in the cache',
    ])
    await applyCacheDown(place('gone-soon'))
    await applyCacheDown(place('gone-soon'))
    expect(await observeCacheLeftovers(place('gone-soon'))).toEqual([])
    expect(await users()).toEqual(before)
  })

  test.each(['*', 'a b', 'x* +@all', 'Acme', 'a\nuser default', 'tenant:*'])(
    'an id that could be a pattern or a rule is none: %j',
    async (id) => {
      const before = await users()
      await expect(applyCacheUp(place(id))).rejects.toThrow('is no tenant id')
      expect(await users()).toEqual(before)
    },
  )
})

withRedis('a Redis whose operator may not make users, as in ElastiCache', () => {
  test('is told so, and what to do', async () => {
    const redis = await startRedis()
    await withCache({ url: redis.url }, (send) =>
      send('ACL', 'SETUSER', 'limited', 'on', '>secret', '~*', '&*', '+@all', '-acl|setuser'),
    )
    const url = redis.url.replace(/default:[^@]+/, 'limited:secret')
    await expect(applyCacheUp({ url, tenant: 'acme' })).rejects.toMatchObject({
      message: 'The cache does not let its operator make users (NOPERM).',
      fix: expect.stringContaining('say `cache: elasticache`'),
    })
    await redis.close()
  }, 30_000)
})

withRedis('a Redis that would forget its users', () => {
  test('is not given any', async () => {
    const redis = await startRedis({ aclFile: false })
    await expect(applyCacheUp({ url: redis.url, tenant: 'acme' })).rejects.toThrow('would forget its users')
    await redis.close()
  }, 30_000)
})

test('AWS is told the very commands that a Redis is told', async () => {
  const module = join(import.meta.dirname, '../../terraform/modules/elasticache/main.tf')
  const [, commands] = /^ {2}commands = "(.+)"$/m.exec(await readFile(module, 'utf8')) ?? []
  expect(commands?.split(' ')).toEqual(cacheCommands)
})

test('a Redis that is not there is no failed check: the looking throws', async () => {
  const nowhere = { url: 'redis://127.0.0.1:1', tenant: 'acme' }
  await expect(observeCacheIsolation(nowhere, nowhere)).rejects.toThrow()
})
