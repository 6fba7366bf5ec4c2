import { ListRoleTagsCommand } from '@aws-sdk/client-iam'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import type { ResourceHeld } from '../provisioning/resource-change.ts'
import type { CostTags } from '../verification/cost-tags.ts'
import { GetObjectTaggingCommand } from '@aws-sdk/client-s3'
import { isMissing, type Cloud } from './cloud.ts'

type Tags = Readonly<Record<string, string>>

/** The tags that the cloud itself reports for every taggable resource of a state. */
export async function observeTags(
  operator: Cloud,
  held: readonly ResourceHeld[],
): Promise<CostTags['resources']> {
  const taggable = held.filter(({ taggable, arn }) => taggable && arn !== undefined)
  const arns = taggable.map(({ arn = '' }) => arn)
  const isListed = (arn: string): boolean => !isRole(arn) && !isObject(arn)
  const [listed, roles, objects] = await Promise.all([
    tagsOf(operator, arns.filter(isListed)),
    Promise.all(arns.filter(isRole).map(async (arn) => [arn, await roleTags(operator, arn)] as const)),
    Promise.all(arns.filter(isObject).map(async (arn) => [arn, await objectTags(operator, arn)] as const)),
  ])
  const known = new Map([...listed, ...roles, ...objects])
  return taggable.map(({ address, arn = '' }) => ({ address, tags: known.get(arn) }))
}

/** The tagging API knows every taggable kind but what IAM holds and what lies in a bucket. */
const isRole = (arn: string): boolean => /^arn:[^:]+:iam::\d+:role\//.test(arn)
const isObject = (arn: string): boolean => /^arn:[^:]+:s3:::[^/]+\/./.test(arn)

async function tagsOf(
  operator: Cloud,
  arns: readonly string[],
): Promise<readonly (readonly [string, Tags])[]> {
  const found: (readonly [string, Tags])[] = []
  // The API takes 100 at a time.
  for (let first = 0; first < arns.length; first += 100) {
    const command = new GetResourcesCommand({ ResourceARNList: arns.slice(first, first + 100) })
    const answer = await operator.tagging.send(command)
    for (const { ResourceARN: arn, Tags: tags } of answer.ResourceTagMappingList ?? []) {
      if (arn !== undefined) found.push([arn, toRecord(tags ?? [])])
    }
  }
  return found
}

async function roleTags(operator: Cloud, arn: string): Promise<Tags | undefined> {
  try {
    const name = arn.split('/').at(-1) ?? ''
    const answer = await operator.iam.send(new ListRoleTagsCommand({ RoleName: name }))
    return toRecord(answer.Tags ?? [])
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function objectTags(operator: Cloud, arn: string): Promise<Tags | undefined> {
  const [, bucket, key] = /^arn:[^:]+:s3:::([^/]+)\/(.+)$/.exec(arn) ?? []
  try {
    const answer = await operator.s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key }))
    return toRecord(answer.TagSet ?? [])
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const toRecord = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[]): Tags =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
