import tenantSchema from '../../schemas/tenant.schema.json' with { type: 'json' }
import type { Settings } from '../tenant/settings/settings.ts'

/** One thing `landlord new` has to know: asked for on a terminal, an option elsewhere. */
export type Question = Readonly<{
  key: QuestionKey
  /** As it is typed: `--cost-center`. */
  option: string
  asks: string
  example: string
  /** Absent: a text. */
  choices?: readonly Choice[]
  /** Any number of the choices, also none. */
  several?: true
}>

export type Choice = Readonly<{ value: string; hint: string }>

export type QuestionKey =
  | ('id' | 'name' | 'tier' | 'region' | 'owner' | 'businessUnit' | 'costCenter' | 'glCode' | 'budget')
  | ('classification' | 'categories' | 'subjects' | 'retentionDays' | 'breach')

/** What was typed or chosen; several choices with commas between. */
export type Typed = Readonly<Partial<Record<QuestionKey, string>>>

/** What every tenant file says, in its order. */
export const questionsOf = (settings: Settings): readonly Question[] => [
  {
    key: 'id',
    option: 'ID',
    asks: 'Id, which names the file and every resource and never changes',
    example: 'acme-retail',
  },
  { key: 'name', option: '--name', asks: 'Name that people know it by', example: 'Acme Retail' },
  { key: 'tier', option: '--tier', asks: 'Tier', example: 'silver', choices: tiersOf(settings) },
  {
    key: 'region',
    option: '--region',
    asks: 'Region, where everything of it stands',
    example: 'ap-south-1',
    choices: regionsOf(settings),
  },
  {
    key: 'owner',
    option: '--owner',
    asks: 'E-mail of the person who answers for it',
    example: 'ria@acme.example',
  },
  { key: 'businessUnit', option: '--business-unit', asks: 'Business unit', example: 'retail' },
  { key: 'costCenter', option: '--cost-center', asks: 'Cost centre, which pays', example: 'CC-1042' },
  { key: 'glCode', option: '--gl-code', asks: 'General ledger code', example: '6100-200' },
  {
    key: 'budget',
    option: '--budget',
    asks: `Budget for a year, in ${settings.currency}`,
    example: '600000, or 6 lakh',
  },
  {
    key: 'classification',
    option: '--classification',
    asks: 'How bad would a leak be?',
    example: 'internal',
    choices: data.classification.enum.map((value) => ({ value, hint: '' })),
  },
  {
    key: 'categories',
    option: '--categories',
    asks: 'Which of these does it hold? None is fine',
    example: 'personal,phi',
    choices: data.categories.items.enum.map((value) => ({ value, hint: categoryHints[value] ?? '' })),
    several: true,
  },
]

/** What the rules want to know once there is such data. */
export const questionsAboutPeople: readonly Question[] = [
  {
    key: 'subjects',
    option: '--subjects',
    asks: 'Where are the people? Two-letter country codes, or EU',
    example: 'IN,EU',
  },
  {
    key: 'retentionDays',
    option: '--retention-days',
    asks: 'After how many days is the data deleted?',
    example: '1095',
  },
  {
    key: 'breach',
    option: '--breach',
    asks: 'E-mail of who is called when data leaks',
    example: 'breach@acme.example',
  },
]

const tiersOf = ({ tiers }: Settings): readonly Choice[] =>
  Object.entries(tiers).map(([value, { quotas }]) => ({
    value,
    hint: `${quotas.queriesPerMinute} queries/min, ${quotas.documentsPerMonth} documents/month`,
  }))

/** A region without a pool takes no tenants, so it is not offered. */
const regionsOf = ({ regions, pools }: Settings): readonly Choice[] =>
  Object.entries(regions)
    .filter(([name]) => pools.some(({ region }) => region === name))
    .map(([value, { country, jurisdiction }]) => ({ value, hint: `${country}, ${jurisdiction}` }))

const data = tenantSchema.properties.data.properties

const categoryHints: Readonly<Record<string, string>> = {
  personal: 'about people',
  special: 'GDPR Art. 9: health, faith, biometrics …',
  phi: 'US health records',
  pan: 'card numbers',
}
