/** One pull request of the tour: who asks for what, and who has to say yes. */
export type Scene = Readonly<{
  tenant: string
  by: string
  title: string
  /** What the tour says before it begins. */
  says: string
  /** A shipped example of this name, or the tenant file itself. */
  file: Readonly<{ example: string } | { text: string }>
  /** Who approves, in order; nobody where Landlord approves by itself. */
  approvers: readonly string[]
  ending: 'active' | 'waiting' | 'reverted'
}>

export const story: readonly Scene[] = [
  {
    tenant: 'bazaar-retail',
    by: 'ria',
    title: 'Onboard Bazaar Retail',
    says: 'Ria asks for a Silver tenant, ₹6 lakh a year, nothing sensitive. No seat opens: Landlord approves it by itself.',
    file: { example: 'bazaar-retail' },
    approvers: [],
    ending: 'active',
  },
  {
    tenant: 'vidya-school',
    by: 'esha',
    title: 'Onboard Vidya School',
    says: 'Esha asks for a Bronze tenant, ₹2 lakh a year, in shared tables with row-level security.',
    file: { example: 'vidya-school' },
    approvers: [],
    ending: 'active',
  },
  {
    tenant: 'sunrise-health',
    by: 'hari',
    title: 'Onboard Sunrise Health',
    says: 'Hari asks for a Gold tenant with health data, ₹15 lakh a year. Money, tier and data each open a seat.',
    file: { example: 'sunrise-health' },
    approvers: ['carla', 'tom', 'lena', 'colin', 'dana'],
    ending: 'active',
  },
  {
    tenant: 'atlas-analytics',
    by: 'ria',
    title: 'Onboard Atlas Analytics',
    says: 'Ria asks for ₹60 lakh a year. It waits for the people who must say yes, and GitHub will not merge it before.',
    file: {
      text: tenantFile({ id: 'atlas-analytics', name: 'Atlas Analytics', tier: 'silver', budget: 6_000_000 }),
    },
    approvers: [],
    ending: 'waiting',
  },
  {
    tenant: 'leaky-labs',
    by: 'esha',
    title: 'Onboard Leaky Labs',
    says: 'Esha asks for a tenant whose row-level security something on the database server switches off. The isolation check finds out.',
    file: { text: tenantFile({ id: 'leaky-labs', name: 'Leaky Labs', tier: 'bronze', budget: 100_000 }) },
    approvers: [],
    ending: 'reverted',
  },
]

function tenantFile({
  id,
  name,
  tier,
  budget,
}: Readonly<{ id: string; name: string; tier: string; budget: number }>): string {
  return `# yaml-language-server: $schema=../schemas/tenant.schema.json
apiVersion: landlord/v1
id: ${id}
name: ${name}
tier: ${tier}
region: ap-south-1
owner: owner@${id}.example
businessUnit: ventures
costCenter: CC-2077
glCode: "6100-300"
budget: {amount: ${budget}, currency: INR, period: year}
isolation: bridge
lifecycle: active
models: [gpt-4o-mini, text-embedding-3-small]
data:
  classification: internal
  retentionDays: 365
contacts: {champion: champion@${id}.example}
`
}
