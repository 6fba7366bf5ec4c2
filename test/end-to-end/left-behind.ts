import { ListRolesCommand } from '@aws-sdk/client-iam'
import { DescribeKeyCommand, ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms'
import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { withCache } from '../../src/cache/connect.ts'
import { withClient } from '../../src/database/connect.ts'
import type { Sandbox } from '../../src/sandbox/start.ts'
import { openCloud, type Cloud } from '../../src/storage/cloud.ts'
import { catalogue } from '../database/catalogue.ts'

/** The sandbox's AWS as its operator sees it, in one region; undefined where it is off. */
export function operatorOf({ cloud, cloudEnv }: Sandbox, region: string): Cloud | undefined {
  if (cloud.aws.state === 'off') return undefined
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = cloudEnv
  return openCloud({
    region,
    endpoint: cloudEnv.AWS_ENDPOINT_URL,
    identity: { accessKeyId, secretAccessKey },
  })
}

/** Everything that a tenant could leave behind, as text that can be compared; a key counts until it is to be deleted. */
export async function everythingThere(sandbox: Sandbox, cloud: Cloud | undefined): Promise<unknown> {
  const { platformUrl: url, cloudEnv } = sandbox
  const cache = cloudEnv.LANDLORD_PLATFORM_CACHE_URL ?? ''
  const configurations = () =>
    withClient({ url }, (client) => client.query('select tenant from landlord.configurations order by 1'))
  return {
    catalogue: await catalogue(url),
    configurations: (await configurations()).rows,
    cache:
      cache === ''
        ? []
        : await withCache({ url: cache }, async (send) => [await send('ACL', 'LIST'), await send('DBSIZE')]),
    ...(cloud && (await thereInAws(cloud))),
  }
}

async function thereInAws({ s3, iam, secrets, kms }: Cloud): Promise<object> {
  const keys = (await kms.send(new ListKeysCommand({}))).Keys ?? []
  const states = await Promise.all(
    keys.map(async ({ KeyId }) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata),
  )
  return {
    buckets: (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
    roles: (await iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName),
    secrets: (await secrets.send(new ListSecretsCommand({}))).SecretList?.map(({ Name }) => Name),
    aliases: (await kms.send(new ListAliasesCommand({}))).Aliases?.flatMap(({ AliasName = '' }) =>
      AliasName.startsWith('alias/landlord/') ? [AliasName] : [],
    ),
    keys: states.flatMap((key) =>
      key?.KeyState === 'PendingDeletion' || key?.KeyManager === 'AWS' ? [] : [key?.Arn],
    ),
  }
}
