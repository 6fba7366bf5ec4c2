import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { Readable } from 'node:stream'
import { isMissing, type Cloud } from './cloud.ts'

export type StoredObject = Readonly<{ key: string; bytes: number }>

/** What is in a bucket now, below a prefix; older versions are not. */
export async function* listObjects(cloud: Cloud, bucket: string, prefix = ''): AsyncIterable<StoredObject> {
  let token: string | undefined
  do {
    const page = await cloud.s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    )
    for (const { Key: key, Size: bytes = 0 } of page.Contents ?? [])
      if (key !== undefined) yield { key, bytes }
    token = page.NextContinuationToken
  } while (token !== undefined)
}

export async function readObject(cloud: Cloud, bucket: string, key: string): Promise<Readable> {
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  if (Body instanceof Readable) return Body
  throw new Error(`${key} of ${bucket} came without a body.`)
}

export async function writeObject(
  cloud: Cloud,
  bucket: string,
  { key, body, bytes }: Readonly<{ key: string; body: Readable; bytes: number }>,
): Promise<void> {
  await cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: bytes }))
}

export async function removeObject(cloud: Cloud, bucket: string, key: string): Promise<void> {
  await cloud.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
}

/** Everything in a bucket, every version of it. Only a purge may call this. */
export async function emptyBucket(cloud: Cloud, bucket: string): Promise<number> {
  let gone = 0
  for (;;) {
    const found = await listVersions(cloud, bucket)
    if (found.length === 0) return gone
    for (const { key, version } of found)
      await cloud.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version }))
    gone += found.length
  }
}

async function listVersions(cloud: Cloud, bucket: string) {
  try {
    const { Versions = [], DeleteMarkers = [] } = await cloud.s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    )
    return [...Versions, ...DeleteMarkers].flatMap(({ Key: key, VersionId: version }) =>
      key === undefined ? [] : [{ key, version }],
    )
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
