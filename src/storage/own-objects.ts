import { GetObjectTaggingCommand, HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { createHash } from 'node:crypto'
import { listObjects, readObject, type StoredObject } from './bucket-objects.ts'
import { isMissing, type Cloud } from './cloud.ts'
import { platformPrefix } from './configuration-object.ts'
import { probePrefix } from './probe-objects.ts'

/** A bucket, and who reaches it. */
export type Bucket = Readonly<{ cloud: Cloud; bucket: string }>

/** What an object is: its content, and what S3 keeps beside it (type, metadata, tags), each as a SHA-256 in hex. */
export type ObjectDigest = StoredObject & Readonly<{ sha256: string; beside: string }>

/** The tenant's own objects as they are now: not what the platform wrote, nor what a look left. */
export async function* ownObjects({ cloud, bucket }: Bucket): AsyncIterable<StoredObject> {
  for await (const object of listObjects(cloud, bucket))
    if (![platformPrefix, probePrefix].some((prefix) => object.key.startsWith(prefix))) yield object
}

/** Every object, read in full. */
export async function digestObjects(place: Bucket): Promise<readonly ObjectDigest[]> {
  const found: ObjectDigest[] = []
  await eachOf(ownObjects(place), async ({ key, bytes }) => {
    const hash = createHash('sha256')
    for await (const part of await readObject(place.cloud, place.bucket, key)) hash.update(part as Uint8Array)
    const beside = JSON.stringify([besides(await headOf(place, key)), await loadTags(place, key)])
    const sha256 = hash.digest('hex')
    found.push({ key, bytes, sha256, beside: createHash('sha256').update(beside).digest('hex') })
  })
  return found.toSorted((one, other) => (one.key < other.key ? -1 : 1))
}

export async function headOf(
  { cloud, bucket }: Bucket,
  key: string,
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await cloud.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** What is kept beside the content, but for what S3 itself chooses. */
export const besides = (head: HeadObjectCommandOutput | undefined) => ({
  ...{ ContentType: head?.ContentType, ContentEncoding: head?.ContentEncoding },
  ...{ ContentLanguage: head?.ContentLanguage, ContentDisposition: head?.ContentDisposition },
  ...{ CacheControl: head?.CacheControl, WebsiteRedirectLocation: head?.WebsiteRedirectLocation },
  Metadata: Object.fromEntries(Object.entries(head?.Metadata ?? {}).toSorted()),
})

export async function loadTags({ cloud, bucket }: Bucket, key: string): Promise<readonly [string, string][]> {
  const { TagSet = [] } = await cloud.s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }))
  return TagSet.map(({ Key = '', Value = '' }): [string, string] => [Key, Value]).toSorted()
}

/** Eight at a time: a request waits for S3 far longer than for us. */
export async function eachOf<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const source = items[Symbol.asyncIterator]()
  const worker = async (): Promise<void> => {
    for (let next = await source.next(); next.done !== true; next = await source.next())
      await work(next.value)
  }
  try {
    await Promise.all(Array.from({ length: 8 }, worker))
  } catch (error) {
    await source.return?.()
    throw error
  }
}
