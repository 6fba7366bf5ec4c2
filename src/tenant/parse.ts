import tenantSchema from '../../schemas/tenant.schema.json' with { type: 'json' }
import type { Declaration } from './declaration.ts'
import { declarationFindings } from './declaration-findings.ts'
import type { EstateFile } from './estate-file.ts'
import { denies, type Finding } from './finding.ts'
import { parseMoney, yearly } from './money.ts'
import { lazySchema, schemaFindings } from './schema-findings.ts'
import type { Settings } from './settings.ts'
import { isolationLayers, type Budget, type Isolation, type Lifecycle, type Tenant } from './tenant.ts'
import { tenantFileLimits } from './yaml-document.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'

export type ParsedTenant = Readonly<{ tenant: Tenant | undefined; findings: readonly Finding[] }>

/** Reads a tenant file, says everything that is wrong with it, and fills in what the tier brings. */
export function parseTenant(file: EstateFile, settings: Settings): ParsedTenant {
  const yaml = readYaml(file, tenantFileLimits)
  if (yaml.value === undefined) return { tenant: undefined, findings: yaml.findings }
  const findings = [
    ...yaml.findings,
    ...schemaFindings(validate(), yaml),
    ...declarationFindings(yaml, settings),
  ].toSorted((a, b) => a.line - b.line || a.column - b.column)
  const tenant = findings.some(denies) ? undefined : resolve(yaml.value as Declaration, { yaml, settings })
  return { tenant, findings }
}

const validate = lazySchema(tenantSchema)

function resolve(declared: Declaration, from: Readonly<{ yaml: YamlFile; settings: Settings }>): Tenant {
  const tier = from.settings.tiers[declared.tier]
  if (tier === undefined) throw new Error(`Tier ${declared.tier} passed the check and has no definition.`)
  const { data } = declared
  return {
    id: declared.id,
    name: declared.name,
    tier: declared.tier,
    region: declared.region,
    owner: declared.owner,
    businessUnit: declared.businessUnit,
    costCenter: declared.costCenter,
    glCode: declared.glCode,
    budget: resolveBudget(declared.budget, from.yaml.sourceOf('/budget/amount')),
    isolation: resolveIsolation(declared.isolation ?? 'bridge'),
    lifecycle: resolveLifecycle(declared.lifecycle ?? 'active'),
    quotas: { ...tier.quotas, ...declared.quotas },
    borrow: { ...declared.borrow },
    usage: { ...declared.usage },
    models: declared.models ?? [tier.model],
    features: { ...tier.features, ...declared.features },
    data: {
      classification: data.classification,
      categories: data.categories ?? [],
      subjects: data.subjects ?? [],
      frameworks: data.frameworks ?? [],
      retentionDays: data.retentionDays,
      transfers: (data.transfers ?? []).map((transfer) => ({ ...transfer })),
      legalHold: data.legalHold ?? false,
    },
    contacts: { ...declared.contacts },
  }
}

/** The amount as it is written, so that no float ever stands between the requester and the threshold. */
function resolveBudget(declared: Declaration['budget'], source: string | undefined): Budget {
  const amount = parseMoney(source ?? '', declared.currency)
  if (amount === undefined) throw new Error(`Amount ${source ?? ''} passed the check and is not money.`)
  const period = declared.period ?? 'year'
  return { declared: amount, period, yearly: yearly(amount, period) }
}

function resolveIsolation(declared: NonNullable<Declaration['isolation']>): Isolation {
  const modeOf = (layer: (typeof isolationLayers)[number]) =>
    typeof declared === 'string' ? declared : (declared[layer] ?? 'bridge')
  return {
    database: modeOf('database'),
    storage: modeOf('storage'),
    cache: modeOf('cache'),
    vector: modeOf('vector'),
  }
}

function resolveLifecycle(declared: NonNullable<Declaration['lifecycle']>): Lifecycle {
  if (typeof declared === 'object') return { state: 'suspended', mode: declared.mode ?? 'hold' }
  return declared === 'suspended' ? { state: 'suspended', mode: 'hold' } : { state: declared }
}
