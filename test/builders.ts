import { createHash } from 'node:crypto'
import type { Change } from '../src/tenant/change.ts'
import { defaultTiers } from '../src/tenant/settings/default-tiers.ts'
import { type EstateFile, maxFileBytes } from '../src/tenant/estate-file.ts'
import type { Money } from '../src/tenant/money.ts'
import type { Notice } from '../src/tenant/notice.ts'
import { resolveAsking } from '../src/tenant/settings/asking.ts'
import { resolveNotifications } from '../src/tenant/settings/notifications.ts'
import type { Settings } from '../src/tenant/settings/settings.ts'
import type { Tenant } from '../src/tenant/tenant.ts'

/** Whole rupees. */
const rupees = (amount: number): Money => ({ currency: 'INR', minor: BigInt(amount) * 100n })

export const lakhs = (n: number): Money => rupees(Math.round(n * 100_000))

/** A bronze school in Mumbai with ordinary data: it opens no seat of any sensible rule. */
export const aTenant = (fields: Partial<Tenant> = {}): Tenant => ({
  id: 'vidya-school',
  name: 'Vidya School',
  tier: 'bronze',
  region: 'ap-south-1',
  owner: 'esha@acme.example',
  businessUnit: 'education',
  costCenter: 'CC-3001',
  glCode: '6100-300',
  budget: aBudget(lakhs(2)),
  isolation: { database: 'pool', storage: 'pool', cache: 'pool', vector: 'pool' },
  lifecycle: { state: 'active' },
  quotas: { queriesPerMinute: 100, documentsPerMonth: 10_000, storageGiB: 50 },
  borrow: {},
  usage: {},
  models: ['gpt-4o-mini'],
  features: { customModels: false },
  data: {
    classification: 'internal',
    categories: ['personal'],
    subjects: ['IN'],
    frameworks: ['dpdpa'],
    retentionDays: 365,
    transfers: [],
    legalHold: false,
  },
  contacts: { champion: 'esha@acme.example' },
  ...fields,
})

export const aBudget = (yearly: Money): Tenant['budget'] => ({ declared: yearly, period: 'year', yearly })

/** Onboarding of `after`, unless the fields say otherwise. */
export function aChange(fields: Partial<Change> = {}): Change {
  const after = 'after' in fields ? fields.after : aTenant()
  const id = (after ?? fields.before)?.id ?? 'vidya-school'
  return {
    kind: 'onboard',
    tenant: id,
    file: `tenants/${id}.yaml`,
    before: undefined,
    after,
    beforeBlob: undefined,
    afterBlob: after === undefined ? undefined : 'a'.repeat(40),
    ...fields,
  }
}

export const aSettings = (fields: Partial<Settings> = {}): Settings => ({
  apiVersion: 'landlord/v1',
  currency: 'INR',
  tiers: defaultTiers,
  regions: {
    'ap-south-1': { country: 'IN', jurisdiction: 'india' },
    'eu-west-1': { country: 'IE', jurisdiction: 'eea' },
    'eu-west-2': { country: 'GB', jurisdiction: 'adequate' },
    'us-east-1': { country: 'US', jurisdiction: 'conditional' },
  },
  pools: [],
  approvals: { distinct: true, uncovered: 'refuse', cumulative: false },
  asking: resolveAsking({}),
  notifications: resolveNotifications({}),
  guardrails: [],
  provisioning: {
    workflow: 'provision.yml',
    queryLatencyMs: 500,
    inspectEveryHours: 24,
    vectors: 'postgres',
    destroyTeams: [],
  },
  retirement: { graceDays: 30, teams: [] },
  ...fields,
})

export const aNotice = (fields: Partial<Notice> = {}): Notice => ({
  event: 'active',
  estate: { owner: 'acme', repo: 'estate', installation: 7 },
  key: 'active op_aaaaaaaaaaaaaaaaaaaa',
  says: 'bazaar-retail is set up, verified and active.',
  facts: [['Commit', 'aaaaaaaaaaaa']],
  tenant: 'bazaar-retail',
  number: 7,
  file: { path: 'tenants/bazaar-retail.yaml', sha: 'a'.repeat(40) },
  ...fields,
})

/** A file of the estate as git hands it over; its object id is git's own. */
export function aFile(
  path: string,
  content: string | Uint8Array = '',
  mode: EstateFile['mode'] = '100644',
): EstateFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const blob = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
  const most = maxFileBytes(path)
  const unread = mode === '120000' || mode === '160000' || bytes.length > most
  return { path, blob, mode, size: bytes.length, bytes: unread ? undefined : bytes }
}
