import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { isMissing, type Cloud } from './cloud.ts'

/** Every object that a verification writes has a key that begins so. */
export const probePrefix = 'landlord-probe-'

/**
 * Removes what verifications left, every version of it; `prefix` narrows it to one look. Objects of the tenant are
 * never touched, so a bucket that holds any refuses to be destroyed.
 */
export async function removeProbeObjects(cloud: Cloud, bucket: string, prefix = probePrefix): Promise<void> {
  if (!prefix.startsWith(probePrefix)) throw new Error(`${prefix} is no key of a probe.`)
  try {
    const found = await cloud.s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }))
    for (const version of [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])]) {
      if (version.Key === undefined) continue
      await cloud.s3.send(
        new DeleteObjectCommand({ Bucket: bucket, Key: version.Key, VersionId: version.VersionId }),
      )
    }
    if (found.IsTruncated === true) await removeProbeObjects(cloud, bucket, prefix)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}
