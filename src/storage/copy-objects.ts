import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  GetBucketEncryptionCommand,
  UploadPartCopyCommand,
  type HeadObjectCommandOutput,
  type ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3'
import { removeObject } from './bucket-objects.ts'
import { besides, eachOf, headOf, loadTags, ownObjects, type Bucket } from './own-objects.ts'

/** S3 refuses to copy more than this at once, in bytes. */
const copiedAtOnce = 5 * 1024 ** 3
/** Parts of a larger one; at most 10 000 of them, so 4.8 TiB: S3 holds 5. */
const partBytes = 512 * 1024 ** 2

/**
 * Copies every object inside of S3: content, metadata and tags, encrypted as the bucket that takes them says. One that
 * is there and newer is left, so that a copy that was stopped goes on; what is not in the old bucket goes.
 */
export async function copyObjects(
  from: Bucket,
  to: Bucket,
  { told, limits = { copiedAtOnce, partBytes } }: Readonly<{ told: (done: number) => void; limits?: Limits }>,
): Promise<void> {
  const encryption = await loadEncryption(to)
  const seen = new Set<string>()
  await eachOf(ownObjects(from), async ({ key, bytes }) => {
    await copyOne({ from, to, key, encryption, limits: bytes > limits.copiedAtOnce ? limits : undefined })
    seen.add(key)
    if (seen.size % 1000 === 0) told(seen.size)
  })
  await eachOf(ownObjects(to), async ({ key }) => {
    if (!seen.has(key)) await removeObject(to.cloud, to.bucket, key)
  })
  told(seen.size)
}

type Limits = Readonly<{ copiedAtOnce: number; partBytes: number }>

type One = Readonly<{
  from: Bucket
  to: Bucket
  key: string
  encryption: Encryption
  /** Undefined: it is copied at once. */
  limits: Limits | undefined
}>

async function copyOne(one: One): Promise<void> {
  const { from, to, key, encryption, limits } = one
  const [was, is] = await Promise.all([headOf(from, key), headOf(to, key)])
  if (was === undefined || isCopyOf(is, was)) return
  const put = { Bucket: to.bucket, Key: key, ...encryption }
  if (limits === undefined)
    await to.cloud.s3.send(new CopyObjectCommand({ ...put, CopySource: sourceOf(one) }))
  else await copyInParts(one, { put, was, partBytes: limits.partBytes })
}

/** As large, and not older: what `aws s3 sync` goes by. The digests that follow go by every byte. */
const isCopyOf = (is: HeadObjectCommandOutput | undefined, was: HeadObjectCommandOutput): boolean =>
  is !== undefined &&
  is.ContentLength === was.ContentLength &&
  (is.LastModified?.getTime() ?? 0) > (was.LastModified?.getTime() ?? Infinity)

/** Metadata and tags do not come by themselves with parts. */
async function copyInParts(
  { from, to, key, ...one }: One,
  {
    put,
    was,
    partBytes,
  }: Readonly<{
    put: Encryption & Readonly<{ Bucket: string; Key: string }>
    was: HeadObjectCommandOutput
    partBytes: number
  }>,
): Promise<void> {
  const { s3 } = to.cloud
  const Tagging = new URLSearchParams([...(await loadTags(from, key))]).toString()
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ ...put, ...besides(was), ...(Tagging === '' ? {} : { Tagging }) }),
  )
  const which = { Bucket: to.bucket, Key: key, UploadId }
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    for (let start = 0; start < (was.ContentLength ?? 0); start += partBytes) {
      const end = Math.min(start + partBytes, was.ContentLength ?? 0) - 1
      const PartNumber = Parts.length + 1
      const { CopyPartResult: part } = await s3.send(
        new UploadPartCopyCommand({
          ...{ ...which, PartNumber, CopySource: sourceOf({ from, to, key, ...one }) },
          CopySourceRange: `bytes=${start}-${end}`,
        }),
      )
      Parts.push({ PartNumber, ETag: part?.ETag })
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...which, MultipartUpload: { Parts } }))
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand(which)).catch(() => undefined)
    throw error
  }
}

const sourceOf = ({ from, key }: One): string =>
  `${from.bucket}/${key.split('/').map(encodeURIComponent).join('/')}`

type Encryption = Readonly<{
  ServerSideEncryption?: ServerSideEncryptionByDefault['SSEAlgorithm']
  SSEKMSKeyId?: string | undefined
  BucketKeyEnabled?: boolean | undefined
}>

/** How the bucket encrypts, said with each copy rather than left to it. */
async function loadEncryption({ cloud, bucket }: Bucket): Promise<Encryption> {
  const found = await cloud.s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }))
  const [rule] = found.ServerSideEncryptionConfiguration?.Rules ?? []
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  if (SSEAlgorithm === undefined) throw new Error(`The bucket ${bucket} is not encrypted.`)
  const isKms = SSEAlgorithm === 'aws:kms'
  return {
    ServerSideEncryption: SSEAlgorithm,
    ...(isKms ? { SSEKMSKeyId: KMSMasterKeyID, BucketKeyEnabled: rule?.BucketKeyEnabled } : {}),
  }
}
