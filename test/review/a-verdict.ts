import type { Approvals, Seat } from '../../src/approvals/seat.ts'
import type { Estimate } from '../../src/cost/estimate.ts'
import { quantity } from '../../src/cost/quantity.ts'
import type { Change } from '../../src/tenant/change.ts'
import type { Finding } from '../../src/tenant/finding.ts'
import { lakh, type Money } from '../../src/tenant/money.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import type { Pull } from '../../src/review/input.ts'
import type { Verdict } from '../../src/review/verdict.ts'

export const aPull = (over: Partial<Pull> = {}): Pull => ({
  number: 7,
  title: 'Onboard Sunrise Health',
  author: 'hari',
  draft: false,
  fromFork: false,
  headSha: '9f2c1d4e5b6a79880123456789abcdef01234567',
  baseSha: '1a2b3c4d5e6f79880123456789abcdef01234567',
  baseRef: 'main',
  ...over,
})

export const rupees = (amount: number): Money => ({ currency: 'INR', minor: BigInt(amount) * 100n })

export const aShownTenant = (over: Partial<Tenant> = {}): Tenant => ({
  id: 'sunrise-health',
  name: 'Sunrise Health',
  tier: 'gold',
  region: 'eu-west-1',
  owner: 'hari@acme.example',
  businessUnit: 'health',
  costCenter: 'CC-2001',
  glCode: '6100-200',
  budget: { declared: lakh(15), period: 'year', yearly: lakh(15) },
  isolation: { database: 'silo', storage: 'silo', cache: 'silo', vector: 'silo' },
  lifecycle: { state: 'active' },
  quotas: { queriesPerMinute: 1000, documentsPerMonth: 100_000, storageGiB: 500 },
  borrow: {},
  usage: {},
  models: ['gpt-4o'],
  features: {},
  data: {
    classification: 'restricted',
    categories: ['phi'],
    subjects: ['EU'],
    frameworks: ['hipaa'],
    retentionDays: 2555,
    transfers: [],
    legalHold: false,
  },
  contacts: {},
  ...over,
})

export const aShownChange = (over: Partial<Change> = {}): Change => {
  const after = aShownTenant()
  return {
    kind: 'onboard',
    tenant: after.id,
    file: `tenants/${after.id}.yaml`,
    before: undefined,
    after,
    beforeBlob: undefined,
    afterBlob: 'b'.repeat(40),
    ...over,
  }
}

export const anEstimate = (tenant: string, monthly = 42_310): Estimate => ({
  tenant,
  monthly: { low: rupees(monthly - 9000), expected: rupees(monthly), high: rupees(monthly + 12_000) },
  lines: [
    {
      sku: 'llm/gpt-4o/input',
      label: 'Model input, gpt-4o',
      quantity: quantity(3600),
      unit: 'million tokens',
      unitPrice: '2.50',
      monthly: rupees(monthly - 3000),
      source: 'openai.com/api/pricing, 2026-09-01',
      fixed: false,
    },
    {
      sku: 's3/standard',
      label: 'Object storage',
      quantity: quantity(320),
      unit: 'GiB',
      unitPrice: '0.023',
      monthly: rupees(3000),
      source: 'AWS price list, 2026-09-01',
      fixed: false,
    },
    {
      sku: 'grafana/editor',
      label: 'Dashboard',
      quantity: quantity(1),
      unit: 'editor',
      unitPrice: undefined,
      monthly: undefined,
      source: undefined,
      fixed: true,
    },
  ],
  exclusions: ['Dashboard in eu-west-1 has no price'],
})

export const aSeat = (over: Partial<Seat> = {}): Seat => ({
  name: 'CFO',
  because: 'Budget ₹15,00,000 a year is at or above ₹10 lakh.',
  line: 6,
  approvers: ['@acme/cfo'],
  needed: 1,
  files: ['tenants/sunrise-health.yaml'],
  state: { state: 'open', by: [], eligible: ['carla'] },
  ...over,
})

export const someApprovals = (over: Partial<Approvals> = {}): Approvals => ({
  seats: [],
  discounted: [],
  decision: 'automatic',
  digest: 'd1ce'.repeat(16),
  ...over,
})

export const aFinding = (over: Partial<Finding> = {}): Finding => ({
  rule: 'schema/unknown-key',
  severity: 'deny',
  file: 'tenants/sunrise-health.yaml',
  line: 5,
  column: 1,
  pointer: '/teir',
  says: 'There is no field "teir".',
  fix: 'Write "tier".',
  ...over,
})

export const aVerdict = (over: Partial<Verdict> = {}): Verdict => ({
  pull: aPull(),
  changes: [aShownChange()],
  rulesChanged: [],
  findings: [],
  costs: [{ tenant: 'sunrise-health', before: undefined, after: anEstimate('sunrise-health') }],
  capacity: [
    { pool: 'eu', resource: 'queriesPerMinute', claimed: 1000, limit: 12_000, held: [] },
    { pool: 'eu', resource: 'storageGiB', claimed: 500, limit: 24_000, held: [] },
  ],
  bursts: [],
  holds: [],
  approvals: someApprovals(),
  plan: [{ tenant: 'sunrise-health', kind: 'onboard', says: 'create its resources and verify them' }],
  outcome: 'approved',
  basis: 'price book of 2026-09, 1 USD = 84.10 INR (agreed rate since 2026-09-01)',
  prices: {
    currency: 'USD',
    observedOn: '2026-09',
    age: 'oldest price of 2026-08',
    rate: {
      from: 'USD',
      to: 'INR',
      rate: '84.10',
      validFrom: '2026-09-01',
      source: 'treasury',
      basis: 'agreed',
    },
  },
  blastRadius: undefined,
  ...over,
})
