import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { readObject, removeObject, writeObject } from '../../storage/bucket-objects.ts'
import { isMissing, openCloud, type Cloud } from '../../storage/cloud.ts'
import type { TenantRun } from './tenant-run.ts'

/** One small text that is kept beside a tenant's state. */
export type Kept = Readonly<{
  save: (text: string) => Promise<void>
  read: () => Promise<string | undefined>
  remove: () => Promise<void>
  /** For people: a file, or s3://bucket/key. */
  place: string
}>

type Where = Readonly<{
  /** Below LANDLORD_HOME. */
  path: string
  /** In the bucket LANDLORD_STATE_BUCKET. */
  key: string
}>

/** In the bucket LANDLORD_STATE_BUCKET where there is one, else in LANDLORD_HOME. */
export const keptText = (run: TenantRun, { path, key }: Where): Kept =>
  inBucket(run, key) ?? inFolder(join(run.home, path))

function inFolder(path: string): Kept {
  return {
    place: path,
    save: async (text) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      // Renamed into place: a half of it would stand in the way of what comes after.
      await writeFile(`${path}.part`, text, { mode: 0o600 })
      await rename(`${path}.part`, path)
    },
    remove: () => rm(path, { force: true }),
    read: () =>
      readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }),
  }
}

function inBucket({ env, aws }: TenantRun, key: string): Kept | undefined {
  const bucket = env.LANDLORD_STATE_BUCKET ?? ''
  if (bucket === '' || !aws) return undefined
  const region = (env.LANDLORD_STATE_REGION ?? '') || (env.AWS_REGION ?? '') || 'us-east-1'
  const within = async <T>(work: (cloud: Cloud) => Promise<T>): Promise<T> => {
    const cloud = openCloud({ region, endpoint: env.AWS_ENDPOINT_URL })
    try {
      return await work(cloud)
    } finally {
      cloud.close()
    }
  }
  return {
    place: `s3://${bucket}/${key}`,
    save: (text) =>
      within((cloud) =>
        writeObject(cloud, bucket, { key, body: Readable.from([text]), bytes: Buffer.byteLength(text) }),
      ),
    remove: () => within((cloud) => removeObject(cloud, bucket, key)),
    read: () =>
      within(async (cloud) => {
        try {
          const parts = await (await readObject(cloud, bucket, key)).toArray()
          return Buffer.concat(parts as Buffer[]).toString('utf8')
        } catch (error) {
          if (isMissing(error)) return undefined
          throw error
        }
      }),
  }
}
