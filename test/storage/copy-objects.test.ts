import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { removeObject } from '../../src/storage/bucket-objects.ts'
import { openCloud, type Cloud } from '../../src/storage/cloud.ts'
import { copyObjects } from '../../src/storage/copy-objects.ts'
import { digestObjects, type Bucket } from '../../src/storage/own-objects.ts'
import { motoServer, startMoto, type Moto } from '../moto.ts'

if (motoServer === undefined)
  console.warn('SKIPPED test/storage/copy-objects: there is no moto_server on PATH.')
const withMoto = motoServer === undefined ? describe.skip : describe

const told = (): void => undefined
const odd = 'letters/für Ria & Söhne+1 %2F?versionId=x.txt'

// Without enforcement: the emulator miscounts the signature of a key that has to be escaped.
withMoto('from a bucket in one region to one in another', () => {
  let moto: Moto
  let clouds: readonly Cloud[] = []
  let [from, to]: Bucket[] = []
  const put = ({ cloud, bucket }: Bucket, Key: string, body: string | Buffer, more = {}) =>
    cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(body), ...more }))
  beforeAll(async () => {
    moto = await startMoto({ enforced: false })
    clouds = ['ap-south-1', 'eu-west-1'].map((region) =>
      openCloud({ region, endpoint: moto.endpoint, identity: moto.identity }),
    )
    ;[from, to] = await Promise.all(clouds.map((cloud, at) => aBucket(cloud, `bucket-${at}`)))
    await put(from!, odd, 'dear', {
      ContentType: 'text/plain',
      Metadata: { of: 'ria' },
      Tagging: 'kind=letter',
    })
    await put(from!, 'empty', '')
    await put(from!, 'large', Buffer.alloc(11 * 1024 ** 2, 'landlord'), {
      CacheControl: 'no-store',
      Tagging: 'a=b+%3D%2F+c&d=',
    })
    await put(from!, 'landlord-probe-1', 'a look')
    await put(to!, 'platform.configuration.json', '{}')
    await put(to!, 'left-behind', 'of an earlier copy')
  }, 60_000)
  afterAll(async () => {
    for (const cloud of clouds) cloud.close()
    await moto.close()
  })

  test('every object comes as it was, one by one or in parts, whatever its key', async () => {
    const limits = { copiedAtOnce: 6 * 1024 ** 2, partBytes: 5 * 1024 ** 2 }
    await copyObjects(from!, to!, { told, limits })
    const was = await digestObjects(from!)
    expect(was.map(({ key, bytes }) => [key, bytes])).toEqual([
      ['empty', 0],
      ['large', 11 * 1024 ** 2],
      [odd, 4],
    ])
    expect(await digestObjects(to!)).toEqual(was)
    const tags = await to!.cloud.s3.send(new GetObjectTaggingCommand({ Bucket: to!.bucket, Key: 'large' }))
    expect(tags.TagSet).toEqual([
      { Key: 'a', Value: 'b =/ c' },
      { Key: 'd', Value: '' },
    ])
    const head = await to!.cloud.s3.send(new HeadObjectCommand({ Bucket: to!.bucket, Key: 'large' }))
    expect(head).toMatchObject({ CacheControl: 'no-store', ServerSideEncryption: 'AES256' })
    const uploads = await to!.cloud.s3.send(new ListMultipartUploadsCommand({ Bucket: to!.bucket }))
    expect(uploads.Uploads ?? []).toEqual([])
  }, 60_000)

  test('what changed since is copied again, what went goes, and what the platform wrote stays', async () => {
    await put(from!, odd, 'dear all')
    await removeObject(from!.cloud, from!.bucket, 'empty')
    await copyObjects(from!, to!, { told })
    expect(await digestObjects(to!)).toEqual(await digestObjects(from!))
    const kept = new HeadObjectCommand({ Bucket: to!.bucket, Key: 'platform.configuration.json' })
    expect((await to!.cloud.s3.send(kept)).ContentLength).toBe(2)
  }, 60_000)

  test('one byte, one tag or one header that differs is another digest', async () => {
    const digestOf = async () => (await digestObjects(to!)).find(({ key }) => key === odd)
    const before = await digestOf()
    await put(to!, odd, 'dear alL')
    expect((await digestOf())?.sha256).not.toBe(before?.sha256)
    await put(to!, odd, 'dear all', { ContentType: 'text/html' })
    expect((await digestOf())?.beside).not.toBe(before?.beside)
    await put(to!, odd, 'dear all', { Tagging: 'kind=letter' })
    expect((await digestOf())?.beside).not.toBe(before?.beside)
  }, 60_000)

  test('a copy that cannot go on ends, and leaves no upload half done', async () => {
    // S3 takes no part below 5 MiB but the last.
    const limits = { copiedAtOnce: 1024, partBytes: 2 * 1024 ** 2 }
    await put(from!, 'large', Buffer.alloc(11 * 1024 ** 2, 'again'))
    await expect(copyObjects(from!, to!, { told, limits })).rejects.toThrow()
    const uploads = await to!.cloud.s3.send(new ListMultipartUploadsCommand({ Bucket: to!.bucket }))
    expect(uploads.Uploads ?? []).toEqual([])
  }, 60_000)
})

async function aBucket(cloud: Cloud, bucket: string): Promise<Bucket> {
  const LocationConstraint = cloud.region as 'eu-west-1'
  await cloud.s3.send(
    new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint } }),
  )
  await cloud.s3.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  )
  await cloud.s3.send(
    new PutBucketEncryptionCommand({
      Bucket: bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    }),
  )
  return { cloud, bucket }
}
