import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { isMissing, type Cloud } from './cloud.ts'

/**
 * What Landlord itself keeps in a tenant's bucket has a key that begins so. The tenant's role may read it and is
 * denied to write it, or it could raise its own limits.
 */
export const platformPrefix = 'platform.'
const configurationKey = `${platformPrefix}configuration.json`

/** The configuration as the platform finds it in the bucket; undefined when there is none. */
export async function loadConfigurationObject(cloud: Cloud, bucket: string): Promise<unknown> {
  try {
    const found = await cloud.s3.send(new GetObjectCommand({ Bucket: bucket, Key: configurationKey }))
    return JSON.parse((await found.Body?.transformToString()) ?? 'null') as unknown
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}

export async function saveConfigurationObject(
  cloud: Cloud,
  bucket: string,
  configuration: object,
): Promise<void> {
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: configurationKey,
      Body: JSON.stringify(configuration, undefined, 2),
      ContentType: 'application/json',
    }),
  )
}
