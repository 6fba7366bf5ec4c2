import type { Change } from './change.ts'
import type { Finding } from './finding.ts'
import { absentForInstance, ownInstanceOf } from './own-instance.ts'
import type { ElastiCacheSettings, Settings } from './settings/settings.ts'
import { pineconeRegions } from './pinecone-regions.ts'
import type { IsolationMode, Tenant } from './tenant.ts'

type Layer = 'database' | 'vector' | 'cache'

/**
 * Ways of keeping a tenant apart that nothing here makes: said before the merge, since a run could only keep it apart in
 * another way than was asked for. A tenant that stands with one, from before this was refused, may change in other respects.
 */
export function placeRefusals(
  { before, after, file }: Change,
  { provisioning }: Pick<Settings, 'provisioning'>,
): readonly Finding[] {
  if (after === undefined) return []
  const newly = (layer: Layer, mode: IsolationMode): boolean =>
    after.isolation[layer] === mode && before?.isolation[layer] !== mode
  const isGiven = (tenant: Tenant): boolean => ownInstanceOf(tenant, { provisioning }) !== undefined
  const layers = (['database', 'vector', 'cache'] as const).filter((layer) => {
    if (layer === 'cache' || !isGiven(after)) return newly(layer, 'silo')
    return layer === 'vector' && provisioning.vectors !== 'postgres' && newly(layer, 'silo')
  })
  const losesIt =
    before !== undefined && isGiven(before) && after.isolation.database === 'silo' && !isGiven(after)
  const pooled = provisioning.vectors !== 'postgres' && newly('vector', 'pool')
  return [
    ...(layers.length === 0 ? [] : [silo(file, after, { layers, provisioning })]),
    ...(losesIt ? [losesInstance(file, after, provisioning)] : []),
    ...(pooled ? [pooledVectors(file, provisioning.vectors)] : []),
    ...(provisioning.vectors === 'pinecone' && before?.region !== after.region
      ? noIndexThere(file, after)
      : []),
    ...(provisioning.elasticache === undefined || before?.region === after.region
      ? []
      : cacheElsewhere(file, after, provisioning.elasticache)),
  ]
}

type Asked = Readonly<{ layers: readonly Layer[] }> & Pick<Settings, 'provisioning'>

const silo = (file: string, tenant: Tenant, { layers, provisioning }: Asked): Finding => ({
  ...start(file),
  rule: 'tenant/no-silo',
  says: `\`${tenant.id}\` asks for machines of its own (${layers.join(', ')}: silo). ${layers.map((layer) => reasons[layer]).join(' ')}`,
  fix: `Choose \`bridge\` for them: a schema, a namespace and a prefix of its own on shared machines, proven after each apply. A bucket and its key are its own in any mode, so \`storage: silo\` may stay.${
    layers.includes('database')
      ? ` Or have the platform team write into \`provisioning\` of the settings: \`${absentForInstance(tenant, provisioning)}\`.`
      : ''
  }`,
})

/** Why, for each layer. */
const reasons: Readonly<Record<Layer, string>> = {
  database:
    'The settings name no instance for its tier and region: one of Landlord’s own making would hold neither backups nor network that anybody decided on.',
  vector:
    'Vectors lie beside the documents, on an instance of its own where `database: silo` gives it one, or in the one store that the settings name.',
  cache: 'The cache is the one that the workflow is given.',
}

const losesInstance = (file: string, tenant: Tenant, provisioning: Settings['provisioning']): Finding => ({
  ...start(file, '/tier'),
  rule: 'tenant/no-instance',
  says: `\`${tenant.id}\` has a database of its own, and the settings give none to a ${tenant.tier} tenant in ${tenant.region}: it would be deleted.`,
  fix: `Stay as it is, or have the platform team write into \`provisioning\` of the settings: \`${absentForInstance(tenant, provisioning)}\`.`,
})

const words = {
  postgres: ['PostgreSQL', 'login'],
  qdrant: ['Qdrant', 'collection'],
  pinecone: ['Pinecone', 'project'],
} as const

const pooledVectors = (file: string, store: Settings['provisioning']['vectors']): Finding => ({
  ...start(file),
  rule: 'tenant/vectors-not-pooled',
  says: `Its vectors would lie among those of others, and ${words[store][0]}, where the settings keep them, tells keys apart by ${words[store][1]} only.`,
  fix: 'Choose `bridge` for the layer vector, as in `isolation: {vector: bridge}`.',
})

const noIndexThere = (file: string, { id, region }: Tenant): readonly Finding[] =>
  region in pineconeRegions
    ? []
    : [
        {
          ...start(file, '/region'),
          rule: 'tenant/vectors-elsewhere',
          says: `\`${id}\` lives in ${region}, and Pinecone, where the settings keep vectors, makes no index there.`,
          fix: `Choose ${Object.keys(pineconeRegions).join(', ')}, or keep vectors in PostgreSQL, with \`vectors: postgres\` under \`provisioning\` in the settings.`,
        },
      ]

const cacheElsewhere = (
  file: string,
  { id, region }: Tenant,
  cache: ElastiCacheSettings,
): readonly Finding[] =>
  region === cache.region
    ? []
    : [
        {
          ...start(file, '/region'),
          rule: 'tenant/cache-elsewhere',
          says: `\`${id}\` lives in ${region}, and the ElastiCache that tenants share in ${cache.region}: AWS makes users of a cache only where it is.`,
          fix: `Choose ${cache.region}, or keep tenants of other regions in an estate of their own, with a cache there.`,
        },
      ]

const start = (file: string, pointer = '/isolation') =>
  ({ severity: 'deny', file, line: 1, column: 1, pointer }) as const
