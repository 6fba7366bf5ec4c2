import { attributeName, type OfferRate } from './offer.ts'

/** Which product of which price list a row of the price book is about. */
export type AwsProduct = Readonly<{
  /** Offer code of the price list file. */
  offer: string
  /** Attributes that single the product out in its region. */
  where: Readonly<Record<string, string | RegExp>>
  /** What AWS counts in, and how many of it make one unit of the price book. AWS's GB is 2^30 bytes. */
  unit: string
  perUnit: bigint
}>

/** Undefined: no price list of AWS has it, such as a model's tokens. */
export function awsProductOf(sku: string): AwsProduct | undefined {
  const [kind = '', name = ''] = sku.split('/')
  if (kind === 'database' && name.startsWith('db.')) return instance(name)
  return kind === 'cache' ? cacheNode(`cache.${name}`) : products[sku]
}

export const isProduct = ({ where }: AwsProduct, region: string, { attributes }: OfferRate): boolean =>
  [attributes.get('regioncode'), attributes.get('fromregioncode')].includes(region) &&
  Object.entries(where).every(([name, wanted]) => {
    const value = attributes.get(attributeName(name)) ?? ''
    return typeof wanted === 'string' ? value === wanted : wanted.test(value)
  })

/** A usage type has its region before it, as `EU-`, `APS3-` or `eu-west-1-`, or nothing in Virginia. */
const usage = (type: string): RegExp =>
  new RegExp(`^(?:[A-Z]{2,4}[0-9]?-|[a-z]{2}-[a-z]+-[0-9]-)?${type.replaceAll(/[.]/g, String.raw`\.`)}$`)

const counted = (
  offer: string,
  where: AwsProduct['where'],
  [unit, perUnit = 1n]: readonly [string, bigint?],
): AwsProduct => ({ offer, where, unit, perUnit })

const postgres = { databaseEngine: 'PostgreSQL', deploymentOption: 'Single-AZ' } as const

const instance = (type: string): AwsProduct =>
  counted(
    'AmazonRDS',
    {
      productFamily: 'Database Instance',
      instanceType: type,
      ...postgres,
      usagetype: usage(`InstanceUsage:${type}`),
    },
    ['Hrs'],
  )

const cacheNode = (type: string): AwsProduct =>
  counted(
    'AmazonElastiCache',
    {
      productFamily: 'Cache Instance',
      instanceType: type,
      cacheEngine: 'Valkey',
      usagetype: usage(`NodeUsage:${type}`),
    },
    ['Hrs'],
  )

const products: Readonly<Record<string, AwsProduct>> = {
  'database/storage': counted(
    'AmazonRDS',
    { productFamily: 'Database Storage', ...postgres, usagetype: usage('RDS:GP3-Storage') },
    ['GB-Mo'],
  ),
  'database/backup': counted(
    'AmazonRDS',
    {
      productFamily: 'Storage Snapshot',
      databaseEngine: 'PostgreSQL',
      usagetype: usage('RDS:ChargedBackupUsage'),
    },
    ['GB-Mo'],
  ),
  'database/aurora-acu': counted(
    'AmazonRDS',
    { databaseEngine: 'Aurora PostgreSQL', usagetype: usage('Aurora:ServerlessV2Usage') },
    ['ACU-Hr'],
  ),
  'database/aurora-storage': counted(
    'AmazonRDS',
    {
      productFamily: 'Database Storage',
      databaseEngine: /^(Any|Aurora PostgreSQL)$/,
      usagetype: usage('Aurora:StorageUsage'),
    },
    ['GB-Mo'],
  ),
  'storage/standard': counted(
    'AmazonS3',
    { productFamily: 'Storage', usagetype: usage('TimedStorage-ByteHrs') },
    ['GB-Mo'],
  ),
  'storage/put': counted('AmazonS3', { productFamily: 'API Request', usagetype: usage('Requests-Tier1') }, [
    'Requests',
    1000n,
  ]),
  'storage/get': counted('AmazonS3', { productFamily: 'API Request', usagetype: usage('Requests-Tier2') }, [
    'Requests',
    1000n,
  ]),
  'kms/key': counted('awskms', { productFamily: 'Encryption Key', usagetype: usage('KMS-Keys') }, ['Keys']),
  'secrets/secret': counted(
    'AWSSecretsManager',
    { productFamily: 'Secret', usagetype: usage('AWSSecretsManager-Secrets') },
    ['Secrets'],
  ),
  'logs/ingested': counted(
    'AmazonCloudWatch',
    { productFamily: 'Data Payload', usagetype: usage('DataProcessing-Bytes') },
    ['GB'],
  ),
  'logs/stored': counted(
    'AmazonCloudWatch',
    { productFamily: 'Storage Snapshot', usagetype: usage('TimedStorage-ByteHrs') },
    ['GB-Mo'],
  ),
  'alarms/alarm': counted(
    'AmazonCloudWatch',
    { productFamily: 'Alarm', usagetype: usage('CW:AlarmMonitorUsage') },
    ['Alarms'],
  ),
  'egress/internet': counted(
    'AWSDataTransfer',
    {
      productFamily: 'Data Transfer',
      transferType: 'AWS Outbound',
      toLocation: 'External',
      usagetype: usage('DataTransfer-Out-Bytes'),
    },
    ['GB'],
  ),
}
