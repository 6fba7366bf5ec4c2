import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { parseReviewedPlan, type ReviewedPlan } from '../../provisioning/reviewed-plan.ts'
import { readObject, removeObject, writeObject } from '../../storage/bucket-objects.ts'
import { isMissing, openCloud, type Cloud } from '../../storage/cloud.ts'
import type { ResourceChange } from '../../provisioning/resource-change.ts'
import type { TenantRun } from './tenant-run.ts'

/** Where what was shown of a tenant file is kept until it is applied: beside its state. */
export type PlanPlace = Readonly<{
  keep: (changes: readonly ResourceChange[]) => Promise<void>
  load: () => Promise<ReviewedPlan | undefined>
  /** It was carried out: the same file may mean something else another time. */
  forget: () => Promise<void>
}>

/** The bucket LANDLORD_STATE_BUCKET, else LANDLORD_HOME. */
export function planPlace(run: TenantRun): PlanPlace {
  const file = createHash('sha256').update(run.tenantText).digest('hex')
  const { save, read, remove } = inBucket(run, `tenants/${run.id}/plans/${file}.json`) ?? inFolder(run, file)
  return {
    forget: remove,
    keep: (changes) => {
      const plan: ReviewedPlan = {
        ...{ apiVersion: 'landlord/v1', kind: 'TenantPlan', tenant: run.id, file, sha: run.sha },
        ...{ madeAt: new Date().toISOString(), changes },
      }
      return save(`${JSON.stringify(plan, undefined, 2)}\n`)
    },
    load: async () => {
      const text = await read()
      return text === undefined ? undefined : parseReviewedPlan(parsed(text), { tenant: run.id, file })
    },
  }
}

type Kept = Readonly<{
  save: (text: string) => Promise<void>
  read: () => Promise<string | undefined>
  remove: () => Promise<void>
}>

function inFolder({ home, id }: TenantRun, file: string): Kept {
  const path = join(home, 'plans', id, `${file}.json`)
  return {
    save: async (text) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeFile(path, text, { mode: 0o600 })
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
