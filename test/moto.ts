import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { openCloud, type Identity } from '../src/storage/cloud.ts'

/** An AWS emulator of one test file's own, with an operator who may do everything. */
export type Moto = Readonly<{
  endpoint: string
  identity: Identity
  /** What a process needs to use it. */
  env: Readonly<Record<string, string>>
  close: () => Promise<void>
}>

/** `moto_server` on PATH, or undefined; then tests that need it print a SKIPPED line. */
export const motoServer = onPath('moto_server')

/** `enforced`: IAM policies count, as they do in AWS. */
export async function startMoto(
  options: Readonly<{ enforced: boolean }> = { enforced: true },
): Promise<Moto> {
  const port = await freePort()
  const child = spawn(motoServer ?? 'moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const endpoint = `http://127.0.0.1:${port}`
  for (;;) {
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => undefined)
    if (answer?.ok === true) break
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}.`)
    await after(50)
  }
  const first = openCloud({
    region: 'us-east-1',
    endpoint,
    identity: { accessKeyId: 'first', secretAccessKey: 'first' },
  })
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
  await first.iam.send(new CreateUserCommand({ UserName: 'operator' }))
  await first.iam.send(
    new PutUserPolicyCommand({
      UserName: 'operator',
      PolicyName: 'everything',
      PolicyDocument: JSON.stringify(everything),
    }),
  )
  const made = await first.iam.send(new CreateAccessKeyCommand({ UserName: 'operator' }))
  first.close()
  if (options.enforced) await fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' })
  const identity = {
    accessKeyId: made.AccessKey!.AccessKeyId!,
    secretAccessKey: made.AccessKey!.SecretAccessKey!,
  }
  return {
    endpoint,
    identity,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: identity.accessKeyId,
      AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
      AWS_REGION: 'us-east-1',
    },
    close: async () => {
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** Path of a program, or undefined. */
export function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
