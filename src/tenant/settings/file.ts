import settingsSchema from '../../../schemas/settings.schema.json' with { type: 'json' }
import { defaultTiers } from './default-tiers.ts'
import type { EstateFile } from '../estate-file.ts'
import { rulesFolder } from '../estate-file.ts'
import { denies, type Finding } from '../finding.ts'
import type { Currency } from '../money.ts'
import { nearest } from '../nearest.ts'
import { pointerStep } from '../pointer.ts'
import { quote, quoteAll } from '../yaml/quote.ts'
import { lazySchema, schemaFindings } from '../schema-findings.ts'
import { resolveAsking, type DeclaredAsking } from './asking.ts'
import { resolveInstances, type DeclaredInstances } from './instances.ts'
import { resolveNotifications, type DeclaredNotifications } from './notifications.ts'
import { poolLimitFindings } from './pools.ts'
import type { GuardrailSetting, Pool, Region, Settings, Tier, Waves } from './settings.ts'
import type { Quotas } from '../tenant.ts'
import { findingAt, readYaml, type YamlFile } from '../yaml/file.ts'

export const settingsPath = `${rulesFolder}settings.yml`

/** Reads the settings; without sound ones nothing can be judged, so every flaw denies. */
export function parseSettings(
  file: EstateFile | undefined,
): Readonly<{ settings: Settings | undefined; findings: readonly Finding[] }> {
  if (file === undefined) return { settings: undefined, findings: [missing] }
  const yaml = readYaml(file)
  const shape = [...yaml.findings, ...schemaFindings(validate, yaml)]
  if (yaml.value === undefined || shape.length > 0) return { settings: undefined, findings: shape }
  const declared = yaml.value as Declared
  const findings = [
    ...tierFindings(declared, yaml),
    ...poolFindings(declared, yaml),
    ...poolLimitFindings(declared.pools, yaml),
    ...cacheFindings(declared, yaml),
  ]
  return { settings: findings.some(denies) ? undefined : resolve(declared), findings }
}

const validate = lazySchema(settingsSchema)

/** What the schema promises. */
type Declared = Readonly<{
  currency?: Currency
  tiers?: Readonly<Record<string, DeclaredTier>>
  regions: Readonly<Record<string, Region>>
  pools: readonly (Omit<Pool, 'overcommit'> & Readonly<{ overcommit?: Pool['overcommit'] }>)[]
  approvals?: Partial<Settings['approvals']> & DeclaredAsking
  notifications?: DeclaredNotifications
  guardrails?: readonly GuardrailSetting[]
  provisioning?: Partial<Omit<Settings['provisioning'], 'waves' | 'instances'>> &
    Readonly<{ waves?: Partial<Waves>; cache?: 'redis' | 'elasticache'; instances?: DeclaredInstances }>
  breakGlass?: Readonly<{ teams: readonly string[]; reviewWithinHours?: number }>
  retirement?: Partial<Settings['retirement']>
}>

type DeclaredTier = Readonly<
  Partial<{ quotas: Partial<Quotas>; model: string; maxTokens: number; features: Record<string, boolean> }>
>

const resolve = (declared: Declared): Settings => ({
  apiVersion: 'landlord/v1',
  currency: declared.currency ?? 'INR',
  tiers: resolveTiers(declared.tiers ?? {}),
  regions: { ...declared.regions },
  pools: declared.pools.map((pool) => ({ ...pool, overcommit: pool.overcommit ?? 1 })),
  approvals: {
    distinct: declared.approvals?.distinct ?? true,
    uncovered: declared.approvals?.uncovered ?? 'refuse',
    cumulative: declared.approvals?.cumulative ?? false,
  },
  asking: resolveAsking(declared.approvals ?? {}),
  notifications: resolveNotifications(declared.notifications ?? {}),
  guardrails: declared.guardrails ?? [],
  provisioning: {
    workflow: declared.provisioning?.workflow ?? 'provision.yml',
    queryLatencyMs: declared.provisioning?.queryLatencyMs ?? 500,
    inspectEveryHours: declared.provisioning?.inspectEveryHours ?? 24,
    vectors: declared.provisioning?.vectors ?? 'postgres',
    destroyTeams: declared.provisioning?.destroyTeams ?? [],
    ...(declared.provisioning?.cache === 'elasticache' &&
      declared.provisioning.elasticache && { elasticache: declared.provisioning.elasticache }),
    ...(declared.provisioning?.instances && { instances: resolveInstances(declared.provisioning.instances) }),
    ...(declared.provisioning?.waves && {
      waves: { above: 10, canary: 1, size: 10, stopAfterFailures: 1, ...declared.provisioning.waves },
    }),
  },
  retirement: { graceDays: 30, teams: [], ...declared.retirement },
  ...(declared.breakGlass && { breakGlass: { reviewWithinHours: 48, ...declared.breakGlass } }),
})

function resolveTiers(declared: Readonly<Record<string, DeclaredTier>>): Readonly<Record<string, Tier>> {
  const own = Object.entries(declared).map(([name, tier]) => {
    const base = (Object.hasOwn(defaultTiers, name) ? defaultTiers[name] : undefined) ?? emptyTier
    return [
      name,
      {
        quotas: { ...base.quotas, ...tier.quotas },
        model: tier.model ?? base.model,
        maxTokens: tier.maxTokens ?? base.maxTokens,
        features: { ...base.features, ...tier.features },
      },
    ] as const
  })
  return { ...defaultTiers, ...Object.fromEntries(own) }
}

/** Never shown: a tier of the estate's own has to name every field. */
const emptyTier: Tier = {
  quotas: { queriesPerMinute: 0, documentsPerMonth: 0, storageGiB: 0 },
  model: '',
  maxTokens: 0,
  features: {},
}

function tierFindings({ tiers = {} }: Declared, yaml: YamlFile): readonly Finding[] {
  return Object.entries(tiers)
    .filter(([name]) => !Object.hasOwn(defaultTiers, name))
    .flatMap(([name, tier]) => {
      const absent = [
        ...(['model', 'maxTokens'] as const).filter((key) => tier[key] === undefined),
        ...(['queriesPerMinute', 'documentsPerMonth', 'storageGiB'] as const)
          .filter((key) => tier.quotas?.[key] === undefined)
          .map((key) => `quotas.${key}`),
      ]
      if (absent.length === 0) return []
      return [
        findingAt(yaml, {
          rule: 'settings/incomplete-tier',
          pointer: `/tiers${pointerStep(name)}`,
          part: 'key',
          says: `The tier \`${name}\` is not one of gold, silver and bronze, so it has no defaults for ${quoteAll(absent)}.`,
          fix: 'Add them.',
        }),
      ]
    })
}

function poolFindings({ pools, regions }: Declared, yaml: YamlFile): readonly Finding[] {
  return pools.flatMap((pool, index) => {
    const findings: Finding[] = []
    const first = pools.findIndex(({ name }) => name === pool.name)
    if (first < index)
      findings.push(
        findingAt(yaml, {
          rule: 'settings/same-pool',
          pointer: `/pools/${index}/name`,
          says: `There is already a pool \`${pool.name}\`, in line ${yaml.locate(`/pools/${first}`).line}.`,
          fix: 'Give one of them another name.',
        }),
      )
    if (!Object.hasOwn(regions, pool.region)) {
      const meant = nearest(pool.region, Object.keys(regions))
      findings.push(
        findingAt(yaml, {
          rule: 'settings/unknown-region',
          pointer: `/pools/${index}/region`,
          says: `${quote(pool.region)} is not one of the regions above.`,
          fix: meant === undefined ? 'Add it to `regions`.' : `Did you mean \`${meant}\`?`,
        }),
      )
    }
    return findings
  })
}

const cacheFindings = ({ provisioning: { cache, elasticache } = {} }: Declared, yaml: YamlFile) =>
  cache !== 'elasticache' || elasticache !== undefined
    ? []
    : [
        findingAt(yaml, {
          rule: 'settings/which-elasticache',
          pointer: '/provisioning/cache',
          says: 'The cache is an ElastiCache, and nothing says which.',
          fix: 'Name it beside: `elasticache: { region: eu-west-1, userGroup: tenants }`.',
        }),
      ]

const missing: Finding = {
  rule: 'settings/missing',
  severity: 'deny',
  file: settingsPath,
  line: 1,
  column: 1,
  pointer: '',
  says: 'The estate has no settings, so nothing can be judged.',
  fix: `Add \`${settingsPath}\` to the base branch; \`landlord init\` writes one.`,
}
