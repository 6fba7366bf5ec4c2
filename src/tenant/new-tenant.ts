import { parseMoney, renderMoney, type Currency } from './money.ts'
import type { Settings } from './settings/settings.ts'
import type { DataProfile, IsolationMode } from './tenant.ts'

/** What a person has to know to ask for a tenant. */
export type Answers = Readonly<{
  id: string
  name: string
  tier: string
  region: string
  owner: string
  businessUnit: string
  costCenter: string
  glCode: string
  /** Per year, as plain digits: `600000` or `600000.50`. */
  budget: string
  currency: Currency
  isolation: IsolationMode
  classification: DataProfile['classification']
  categories: DataProfile['categories']
  subjects: DataProfile['subjects']
  retentionDays: number | undefined
  breach: string | undefined
}>

/** `tenants/<id>.yaml` as a person would write it, with what each line means beside it. */
export function renderTenantFile(answers: Answers, settings: Settings): string {
  const { id, name, tier, region, budget, currency, isolation, classification, categories, subjects } =
    answers
  const { retentionDays, breach } = answers
  return `# yaml-language-server: $schema=../schemas/tenant.schema.json
#
# Editors that know the schema above explain each field as you type. "landlord check" says what is wrong,
# "landlord review --base main" what the pull request will be told: findings, cost, who must approve.
apiVersion: landlord/v1
id: ${scalar(id)} # = the file's name; part of every resource name, so it never changes
name: ${scalar(name)}
tier: ${scalar(tier)}${tierComment(tier, settings)}
region: ${scalar(region)}${regionComment(region, settings)}
owner: ${scalar(answers.owner)} # a person, not a list: who answers for it
businessUnit: ${scalar(answers.businessUnit)}
costCenter: ${scalar(answers.costCenter)} # who pays; a tag of every resource
glCode: ${quoted(answers.glCode)} # in quotes, so that a code of digits stays a text

# ${moneyComment(budget, currency)}The yearly amount decides who approves (.github/landlord/APPROVERS).
budget: { amount: ${budget}, currency: ${currency}, period: year }

# bridge = shared machines with a part of its own, pool = shared tables.
isolation: ${isolation}

# What you expect. It makes the estimate yours instead of a typical ${clipTier(tier)} tenant's.
# usage: { queriesPerMonth: 250000, inputTokensPerQuery: 900, outputTokensPerQuery: 200, storageGiB: 60, egressGiB: 25 }

# Compliance rules look here. Declare what is true; Landlord says which rule asks for what.
data:
  classification: ${classification} # public < internal < confidential < restricted
${listLine('categories', categories, 'personal, special (GDPR Art. 9), phi, pan (card numbers), financial')}
${listLine('subjects', subjects, 'where the people are: two-letter country codes, or EU')}
  # frameworks: [gdpr, dpdpa] # the rule packs that apply: gdpr, dpdpa, sox, hipaa, pci-dss
  ${retentionDays === undefined ? '# retentionDays: 1095' : `retentionDays: ${retentionDays}`} # after which data is deleted
  # transfers: # everyone outside who receives the data, the model vendor included
  #   - { to: US, processor: openai, mechanism: SCC, tia: TIA-7, dpa: DPA-3 }
  # What is done to protect it; rules ask for these where the data calls for it, and take silence for a no.
  # encryption: { atRest: true, inTransit: true, key: platform }
  # accessControl: { roles: true, mfa: true }
  # auditLog: { retentionDays: 365 }
  # dpia: { reference: DPIA-4, date: '2026-06-15' } # impact assessment, for special categories

contacts:
  champion: ${scalar(answers.owner)} # who speaks for its users
  ${breach === undefined ? '# breach: breach@acme.example' : `breach: ${scalar(breach)}`} # who is called when data leaks, day and night
  # dpo: dpo@acme.example # its data protection officer
`
}

/** A line of the list, commented out when there is nothing to list. */
const listLine = (key: string, items: readonly string[], means: string): string =>
  items.length === 0 ? `  # ${key}: [] # ${means}` : `  ${key}: [${items.map(scalar).join(', ')}] # ${means}`

/** Plain where no YAML reader can take it for anything but this text, else in quotes. */
const scalar = (text: string): string =>
  /^[A-Za-z]([A-Za-z0-9._/@ -]*[A-Za-z0-9])?$/.test(text) && !word.test(text) ? text : quoted(text)

/** What YAML 1.1 or 1.2 reads as something else than a text (Norway is `NO`). */
const word = /^(true|false|yes|no|on|off|y|n|null|nan|inf)$/i

/** A line break in single quotes would be read as a space; as an escape it stays what it is, and the schema sees it. */
const quoted = (text: string): string =>
  /[\p{Cc}\p{Cs}\u2028\u2029\uFEFF]/u.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`

function tierComment(name: string, { tiers }: Settings): string {
  const tier = Object.hasOwn(tiers, name) ? tiers[name] : undefined
  if (tier === undefined) return ''
  const { queriesPerMinute, documentsPerMonth } = tier.quotas
  return ` # ${grouped(queriesPerMinute)} queries/min, ${grouped(documentsPerMonth)} documents/month`
}

function regionComment(name: string, { regions }: Settings): string {
  const region = Object.hasOwn(regions, name) ? regions[name] : undefined
  return region === undefined ? '' : ` # in ${region.country}: everything of this tenant stands there`
}

function moneyComment(amount: string, currency: Currency): string {
  const money = parseMoney(amount, currency)
  return money === undefined ? '' : `${renderMoney(money)} a year. `
}

/** Tiers come from the settings; a comment must not end early all the same. */
const clipTier = (tier: string): string => tier.replaceAll(/[^a-z0-9-]/g, '').slice(0, 40)

/** `100 000`, as the tier's own documentation writes it. */
const grouped = (number: number): string => String(number).replaceAll(/\B(?=(\d{3})+$)/g, ' ')
