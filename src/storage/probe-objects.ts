import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { isMissing, type Cloud } from './cloud.ts'
import { platformPrefix } from './configuration-object.ts'

/** Every object that a verification writes has a key that begins so. */
export const probePrefix = 'landlord-probe-'

/**
 * Removes what Landlord itself wrote, every version of it. Terraform takes away the newest of those it knows, and one
 * older version is enough for S3 to keep the bucket. Objects of the tenant are never touched, so a bucket that holds any
 * refuses to be destroyed.
 */
export async function removeOwnObjects(cloud: Cloud, bucket: string): Promise<void> {
  for (const prefix of [probePrefix, platformPrefix]) await removeObjects(cloud, bucket, prefix)
}

/** Removes what verifications left; `prefix` narrows it to one look. */
export async function removeProbeObjects(cloud: Cloud, bucket: string, prefix = probePrefix): Promise<void> {
  if (!probePrefixes.some((own) => prefix.startsWith(own))) throw new Error(`${prefix} is no key of a probe.`)
  await removeObjects(cloud, bucket, prefix)
}

/** The second is there only if a tenant's role could write what it must not. */
const probePrefixes = [probePrefix, `${platformPrefix}${probePrefix}`]

async function removeObjects(cloud: Cloud, bucket: string, prefix: string): Promise<void> {
  try {
    const found = await cloud.s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }))
    for (const version of [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])]) {
      if (version.Key === undefined) continue
      await cloud.s3.send(
        new DeleteObjectCommand({ Bucket: bucket, Key: version.Key, VersionId: version.VersionId }),
      )
    }
    if (found.IsTruncated === true) await removeObjects(cloud, bucket, prefix)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}
