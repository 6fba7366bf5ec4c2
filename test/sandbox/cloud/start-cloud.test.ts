import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { GetBucketVersioningCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startCloud } from '../../../src/sandbox/cloud/start-cloud.ts'
import { findProgram } from '../../../src/sandbox/cloud/programs.ts'
import { startService } from '../../../src/sandbox/cloud/service.ts'

let home: string
beforeAll(async () => (home = await mkdtemp(join(tmpdir(), 'landlord-cloud-'))))
afterAll(() => rm(home, { recursive: true, force: true }))

const has = async (name: string) => (await findProgram(name, process.env)) !== undefined
const withMoto = (await has('moto_server')) ? test : skip('moto')
const withRedis = (await has('redis-server')) ? test : skip('redis-server')

function skip(name: string): typeof test.skip {
  process.stderr.write(
    `SKIPPED: tests of the sandbox's cloud that need ${name}, which this machine has not.\n`,
  )
  return test.skip
}

describe('the cloud of a sandbox', () => {
  test('a machine with nothing on it has everything off, and is told how to get it', async () => {
    const cloud = await startCloud({
      home,
      env: { PATH: '/nowhere', LANDLORD_TERRAFORM_MIRROR: 'http://127.0.0.1:9' },
    })
    const { aws, terraform, redis } = await cloud.ready
    expect([aws.state, terraform.state, redis.state]).toEqual(['off', 'off', 'off'])
    expect(aws.says).toContain("pip install 'moto[server]'")
    expect(terraform.says).toContain('Install Terraform')
    expect(redis.says).toContain('apt-get install redis-server')
    expect(await cloud.env()).toEqual({ LANDLORD_AWS: 'off', CHECKPOINT_DISABLE: '1' })
    await cloud.close()
  })

  test('a part that breaks is off, with its last words', async () => {
    await writeFile(join(home, 'redis-server'), '#!/bin/sh\necho "no memory left" >&2; exit 1\n')
    await chmod(join(home, 'redis-server'), 0o755)
    const cloud = await startCloud({ home, without: ['aws'], env: { PATH: `${home}:/usr/bin:/bin` } })
    const { redis, aws } = await cloud.ready
    expect(redis).toMatchObject({ state: 'off', because: expect.stringContaining('no memory left') })
    expect(aws.says).toContain('left out')
    await cloud.close()
  })

  withMoto('AWS enforces permissions and keeps versions of the state', async () => {
    const cloud = await startCloud({ home, without: ['redis'] })
    expect((await cloud.ready).aws.state).toBe('on')
    const env = await cloud.env()
    const connect = (accessKeyId = '', secretAccessKey = '') =>
      new S3Client({
        endpoint: env.AWS_ENDPOINT_URL!,
        region: env.AWS_REGION!,
        forcePathStyle: true,
        maxAttempts: 1,
        credentials: { accessKeyId, secretAccessKey },
      })
    const operator = connect(env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY)
    const versioning = await operator.send(
      new GetBucketVersioningCommand({ Bucket: env.LANDLORD_STATE_BUCKET! }),
    )
    expect(versioning.Status).toBe('Enabled')
    await expect(connect('AKIASTRANGER', 'x').send(new ListBucketsCommand())).rejects.toThrow()
    operator.destroy()
    await cloud.close()
    await expect(fetch(`${env.AWS_ENDPOINT_URL!}/moto-api/`)).rejects.toThrow()
  })

  withRedis('Redis lets nobody in without its password, and keeps users in a file', async () => {
    const cloud = await startCloud({ home, without: ['aws'] })
    const { LANDLORD_PLATFORM_CACHE_URL } = await cloud.env()
    const url = new URL(LANDLORD_PLATFORM_CACHE_URL!)
    expect(await ask(url, 'PING')).toContain('NOAUTH')
    expect(await ask(url, `AUTH ${url.password}`, 'ACL SAVE')).toBe('+OK\r\n+OK\r\n')
    await cloud.close()
  })
})

describe('a service', () => {
  const sleeper = (says: string) =>
    ['sh', '-c', `echo $$ > "$PID_FILE"; echo ${says}; exec sleep 60`] as const

  test('ends when it is closed', async () => {
    const pidFile = join(home, 'closed.pid')
    const service = startService({
      command: [...sleeper('listening')],
      env: { PATH: process.env.PATH, PID_FILE: pidFile },
      logFile: join(home, 'closed.log'),
      upWhen: /listening/,
    })
    expect(await service.up).toBe('listening')
    await service.close()
    expect(isAlive(Number(await readFile(pidFile, 'utf8')))).toBe(false)
    expect(await readFile(join(home, 'closed.log'), 'utf8')).toMatch(/^listening\n/)
  })

  test('ends even when the sandbox is killed', async () => {
    const pidFile = join(home, 'orphan.pid')
    const script = `
      import { startService } from ${JSON.stringify(join(import.meta.dirname, '../../../src/sandbox/cloud/service.ts'))}
      const service = startService({
        command: ${JSON.stringify(sleeper('listening'))},
        env: process.env, logFile: ${JSON.stringify(join(home, 'orphan.log'))}, upWhen: /listening/,
      })
      await service.up
      console.log('up')`
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      env: { ...process.env, NODE_OPTIONS: '', PID_FILE: pidFile },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface({ input: parent.stdout }))
      if (line === 'up') parent.kill('SIGKILL')
    const pid = Number(await readFile(pidFile, 'utf8'))
    const until = Date.now() + 5000
    while (isAlive(pid) && Date.now() < until) await new Promise((resolve) => setImmediate(resolve))
    expect(isAlive(pid)).toBe(false)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function ask(url: URL, ...commands: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(Number(url.port), url.hostname, () => {
      socket.write(`${commands.join('\r\n')}\r\n`)
    })
    let answer = ''
    socket.on('data', (data) => {
      answer += data.toString()
      if (answer.split('\r\n').length > commands.length) socket.end(() => resolve(answer))
    })
    socket.on('error', reject)
  })
}
