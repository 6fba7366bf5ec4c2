import { IAMClient } from '@aws-sdk/client-iam'
import { KMSClient } from '@aws-sdk/client-kms'
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { STSClient } from '@aws-sdk/client-sts'

/** One AWS account in one region, as one identity. AWS_ENDPOINT_URL is the SDK's own affair. */
export type Cloud = Readonly<{
  region: string
  s3: S3Client
  iam: IAMClient
  kms: KMSClient
  sts: STSClient
  secrets: SecretsManagerClient
  tagging: ResourceGroupsTaggingAPIClient
  close: () => void
}>

export type Identity = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>

type Wanted = Readonly<{
  region: string
  /** An emulator's address; undefined = AWS. */
  endpoint?: string | undefined
  /** Undefined = the environment's, as every AWS tool finds it. */
  identity?: Identity | undefined
}>

export function openCloud({ region, endpoint, identity }: Wanted): Cloud {
  const at = endpoint === undefined || endpoint === '' ? {} : { endpoint }
  const settings = {
    region,
    maxAttempts: 3,
    ...at,
    ...(identity === undefined ? {} : { credentials: identity }),
  }
  const clients = {
    s3: new S3Client({ ...settings, forcePathStyle: 'endpoint' in at }),
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    sts: new STSClient(settings),
    secrets: new SecretsManagerClient(settings),
    tagging: new ResourceGroupsTaggingAPIClient(settings),
  }
  return {
    region,
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy()
    },
  }
}

/** True where AWS said no, rather than nothing at all. */
export const isDenied = (error: unknown): boolean =>
  error instanceof Error &&
  (/^(AccessDenied|Unauthorized|Forbidden)/.test(error.name) || statusOf(error) === 403)

/** True where what was asked for is not there. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  (/^(NoSuch|NotFound|ResourceNotFound)/.test(error.name) || statusOf(error) === 404)

const statusOf = (error: Error): number | undefined =>
  (error as Error & { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
