import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3'
import { join } from 'node:path'
import { openCloud } from '../../storage/cloud.ts'
import { offer } from './offer.ts'
import { findProgram, freePort, tryCommand } from './programs.ts'
import { startService } from './service.ts'
import type { Part, Setting } from './part.ts'

const region = 'eu-west-1'
const stateBucket = 'acme-landlord-state'

/** An AWS in memory (moto), with its permissions in force and a versioned bucket for Terraform's state. */
export async function startAws({ home, env, keep }: Setting): Promise<Part> {
  const moto = await findMoto(env)
  if (moto === undefined)
    return {
      offer: offer.off(
        'moto, which stands in for AWS, is not on this machine',
        "Install Python 3 and then: pip install 'moto[server]'",
      ),
    }
  const port = await freePort()
  const service = startService({
    command: [...moto, '-H', '127.0.0.1', '-p', String(port)],
    // A proxy or a certificate of the machine must not come between a loopback server and itself.
    env: { ...env, AWS_CA_BUNDLE: undefined, PYTHONUNBUFFERED: '1' },
    logFile: join(home, 'moto.log'),
    upWhen: /Running on http/,
  })
  keep(service)
  await service.up
  const endpoint = `http://127.0.0.1:${port}`
  const { id, secret } = await furnish(endpoint)
  return {
    offer: offer.on(`moto at ${endpoint}, region ${region}`),
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      LANDLORD_STATE_BUCKET: stateBucket,
    },
  }
}

async function findMoto(env: Setting['env']): Promise<readonly [string, ...string[]] | undefined> {
  const server = await findProgram('moto_server', env)
  // A pyenv shim is there even when the chosen Python has no moto.
  if (server !== undefined && (await tryCommand(server, ['--help'], env)).ok) return [server]
  for (const name of ['python3', 'python']) {
    const python = await findProgram(name, env)
    if (python && (await tryCommand(python, ['-c', 'import moto.server, flask'], env)).ok)
      return [python, '-m', 'moto.server']
  }
  return undefined
}

/**
 * Makes the operator and the state bucket, then puts IAM in force: only so does another tenant's bucket give a real
 * AccessDenied, which the verification of a tenant looks for.
 */
async function furnish(endpoint: string): Promise<Readonly<{ id: string; secret: string }>> {
  const anyone = openCloud({ region, endpoint, identity: { accessKeyId: 'first', secretAccessKey: 'first' } })
  try {
    await anyone.iam.send(new CreateUserCommand({ UserName: 'landlord' }))
    await anyone.iam.send(
      new PutUserPolicyCommand({ UserName: 'landlord', PolicyName: 'operator', PolicyDocument: everything }),
    )
    const { AccessKey: key } = await anyone.iam.send(new CreateAccessKeyCommand({ UserName: 'landlord' }))
    if (key?.AccessKeyId === undefined || key.SecretAccessKey === undefined)
      throw new Error('moto made no access key')
    await anyone.s3.send(
      new CreateBucketCommand({
        Bucket: stateBucket,
        CreateBucketConfiguration: { LocationConstraint: region },
      }),
    )
    await anyone.s3.send(
      new PutBucketVersioningCommand({ Bucket: stateBucket, VersioningConfiguration: { Status: 'Enabled' } }),
    )
    const enforced = await fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' })
    if (!enforced.ok) throw new Error(`moto answered ${enforced.status} when asked to enforce IAM`)
    return { id: key.AccessKeyId, secret: key.SecretAccessKey }
  } finally {
    anyone.close()
  }
}

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})
