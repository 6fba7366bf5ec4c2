import { createHash } from 'node:crypto'

/** One change to one resource, by address: never a value, since a plan may hold secrets. */
export type ResourceChange = Readonly<{
  /** `module.object_storage.aws_s3_bucket.tenant` */
  address: string
  action: 'create' | 'update' | 'delete' | 'replace'
}>

/** One resource that exists, as the state knows it. */
export type ResourceHeld = Readonly<{
  address: string
  /** Undefined for what has none (a resource inside the database, for one). */
  arn: string | undefined
  /** Whether it can carry tags. */
  taggable: boolean
}>

/**
 * Changes that would lose a tenant's data: a bucket, the key that its objects are encrypted with, an instance of its own,
 * or its place in the database or among the vectors (whose undo drops schema and rows).
 * Only undoing a tenant that was never active may do that.
 */
export const losesData = (change: ResourceChange): boolean =>
  (change.action === 'delete' || change.action === 'replace') &&
  dataBearing.some((pattern) => pattern.test(change.address))

/** SHA-256 in hex over what is held back: who says yes to it says yes to this, and to nothing else. */
export const heldDigest = (held: readonly ResourceChange[]): string =>
  createHash('sha256')
    .update(
      held
        .map((change) => `${lineOf(change)}\n`)
        .toSorted()
        .join(''),
    )
    .digest('hex')

/** `update module.object_storage.aws_iam_role.tenant` */
export const lineOf = ({ action, address }: ResourceChange): string => `${action} ${address}`

const dataBearing = [
  /(^|\.)aws_s3_bucket\.[^.]+$/,
  /(^|\.)aws_kms_key\.[^.]+$/,
  /(^|\.)aws_db_instance\.[^.]+$/,
  /(^|\.)aws_elasticache_replication_group\.[^.]+$/,
  /(^|\.)module\.(database|vector)\.(module\.objects\.)?terraform_data\.undo$/,
]
