import { describe, expect, test } from '@jest/globals'
import { openSeats } from '../../src/approvals/open-seats.ts'
import type { Change } from '../../src/tenant/change.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aBudget, aChange, aSettings, aTenant, lakhs } from '../builders.ts'
import { estateApprovers, parsed } from './estate.ts'

const settings = aSettings()
const seatsOf = (
  approvers: ReturnType<typeof parsed>,
  changes: readonly Change[],
  others: readonly string[] = [],
) =>
  openSeats(
    approvers,
    changes,
    [...changes.map(({ file }) => ({ path: file })), ...others.map((path) => ({ path }))],
    settings,
  )

/** Names of the seats that the example estate opens. */
const estateSeats = (fields: Partial<Change>, others: readonly string[] = []) =>
  seatsOf(
    estateApprovers(),
    'after' in fields && fields.after === undefined && fields.before === undefined ? [] : [aChange(fields)],
    others,
  ).map(({ name }) => name)

const withBudget = (n: number, fields: Partial<Tenant> = {}): Tenant =>
  aTenant({ budget: aBudget(lakhs(n)), ...fields })

describe('the example estate asks', () => {
  test.each<[string, Tenant, string[]]>([
    ['nobody under ₹10 lakh', withBudget(9.99), []],
    [
      'nobody a paisa under ₹10 lakh',
      aTenant({ budget: aBudget({ currency: 'INR', minor: 99_999_999n }) }),
      [],
    ],
    ['the CFO at exactly ₹10 lakh', withBudget(10), ['CFO']],
    ['the CFO at ₹20 lakh', withBudget(20), ['CFO']],
    ['the CFO only at exactly ₹50 lakh', withBudget(50), ['CFO']],
    [
      'CFO, CTO and Legal a paisa above ₹50 lakh',
      aTenant({ budget: aBudget({ currency: 'INR', minor: 500_000_001n }) }),
      ['CFO', 'CTO', 'Legal'],
    ],
    ['the CTO for gold at any price', withBudget(2, { tier: 'gold' }), ['CTO']],
    [
      'Legal and Compliance for sensitive data',
      withBudget(2, { data: { ...aTenant().data, classification: 'restricted' } }),
      ['Legal', 'Compliance'],
    ],
    [
      'the DPO when data leaves its people’s country',
      withBudget(2, { region: 'eu-west-1' }),
      ['Data Protection Officer'],
    ],
    [
      'all that cannot compare a budget in dollars',
      aTenant({ budget: aBudget({ currency: 'USD', minor: 1n }) }),
      ['CFO', 'CTO', 'Legal'],
    ],
  ])('%s', (_who, after, names) => {
    expect(estateSeats({ after })).toEqual(names)
  })

  test('for what a tenant was as well as for what it becomes', () => {
    expect(estateSeats({ kind: 'change', before: withBudget(60), after: withBudget(1) })).toEqual([
      'CFO',
      'CTO',
      'Legal',
    ])
    expect(estateSeats({ kind: 'change', before: withBudget(1), after: withBudget(60) })).toEqual([
      'CFO',
      'CTO',
      'Legal',
    ])
  })

  test('the platform team before a tenant goes', () => {
    expect(
      estateSeats({ kind: 'retire', before: aTenant(), after: aTenant({ lifecycle: { state: 'retired' } }) }),
    ).toEqual(['Platform'])
    expect(estateSeats({ kind: 'remove', before: aTenant(), after: undefined })).toEqual(['Platform'])
  })

  test('the platform team for rules, workflows, infrastructure and all other code', () => {
    expect(
      estateSeats({ after: undefined }, ['.github/landlord/APPROVERS', '.github/workflows/provision.yml']),
    ).toEqual(['Rules'])
    expect(estateSeats({ after: undefined }, ['terraform/tenant/main.tf'])).toEqual(['Infrastructure'])
    expect(estateSeats({ after: undefined }, ['src/cli/runner/apply.ts'])).toEqual(['Everything else'])
    expect(estateSeats({ after: undefined }, ['docs/tenants/how.md'])).toEqual(['Everything else'])
  })
})

describe('why, in one sentence', () => {
  const because = (when: string, change: Partial<Change>) =>
    seatsOf(parsed(`[S] when ${when}\n* @a`), [aChange(change)]).map((seat) => seat.because)
  const restricted = {
    ...aTenant().data,
    classification: 'restricted' as const,
    categories: ['personal', 'phi'] as const,
  }

  test.each<[string, Partial<Change>, string]>([
    [
      'budget.yearly >= lakh(10)',
      { after: withBudget(15) },
      'Budget of ₹15,00,000 a year is at or above ₹10 lakh.',
    ],
    [
      'budget.yearly > lakh(50) || tier == "gold"',
      { after: withBudget(15, { tier: 'gold' }) },
      'The tier is gold.',
    ],
    [
      'budget.yearly > lakh(50) || tier == "gold"',
      { after: withBudget(70, { tier: 'gold' }) },
      'Budget of ₹70,00,000 a year is above ₹50 lakh; the tier is gold.',
    ],
    [
      'budget.yearly > crore(1) - lakh(50)',
      { after: withBudget(51) },
      'Budget of ₹51,00,000 a year is above ₹50 lakh.',
    ],
    [
      'data.sensitive',
      { after: aTenant({ data: restricted }) },
      'The data is sensitive (restricted, health data).',
    ],
    [
      'data.crossBorder',
      { after: aTenant({ region: 'eu-west-1' }) },
      'Personal data crosses a border (stored in IE, its people are in IN).',
    ],
    [
      'data.crossBorder',
      { after: aTenant({ data: { ...restricted, transfers: [{ to: 'US', processor: 'openai' }] } }) },
      'Personal data crosses a border (transfers to US).',
    ],
    ['change.kind == "retire"', { kind: 'retire' }, 'The tenant is being retired.'],
    [
      'change.yearlyDelta >= lakh(1)',
      { kind: 'change', before: withBudget(2), after: withBudget(5) },
      'The yearly budget rises by ₹3,00,000: a change at or above ₹1 lakh.',
    ],
    ['quotas.queriesPerMinute >= 100', {}, 'The quota of queries a minute is 100, at or above 100.'],
    ['region in ["ap-south-1", "eu-west-1"]', {}, '`region` is ap-south-1, one of ap-south-1, eu-west-1.'],
    ['"personal" in data.categories', {}, 'Personal is among `data.categories`.'],
    [
      'models.exists(m, m.matches("^gpt-4"))',
      {},
      '`models.exists(m, m.matches("^gpt-4"))` holds (models is gpt-4o-mini).',
    ],
    [
      '!data.legalHold && tier != "gold"',
      {},
      'The tenant is not under legal hold; the tier is bronze, other than gold.',
    ],
    [
      'budget.yearly >= lakh(10)',
      { kind: 'change', before: withBudget(12), after: withBudget(2) },
      'Before this change: Budget of ₹12,00,000 a year is at or above ₹10 lakh.',
    ],
    [
      'features.teleport',
      {},
      'The condition `features.teleport` could not be decided (teleport is not set), so this seat is asked for.',
    ],
  ])('%s', (when, change, sentence) => {
    expect(because(when, change)).toEqual([
      sentence.startsWith('`region`') ? sentence.replace('`region`', 'The region') : sentence,
    ])
  })

  test('without a condition it names the file, or counts them', () => {
    const approvers = parsed('[Infrastructure]\nterraform/ @a')
    expect(seatsOf(approvers, [], ['terraform/a.tf']).map((seat) => seat.because)).toEqual([
      'terraform/a.tf has changed, which `terraform/` covers.',
    ])
    expect(seatsOf(approvers, [], ['terraform/a.tf', 'terraform/b.tf', 'README.md'])).toMatchObject([
      {
        because: '2 files that `terraform/` covers have changed.',
        files: ['terraform/a.tf', 'terraform/b.tf'],
      },
    ])
  })

  test('of several tenants each is named with its own number', () => {
    const changes = [
      aChange({ after: withBudget(15) }),
      aChange({ after: withBudget(20, { id: 'big-school' }) }),
      aChange({ after: withBudget(1, { id: 'tiny' }) }),
    ]
    expect(seatsOf(parsed('[CFO] when budget.yearly >= lakh(10)\n* @acme/cfo'), changes)).toMatchObject([
      {
        because:
          'big-school: Budget of ₹20,00,000 a year is at or above ₹10 lakh. vidya-school: Budget of ₹15,00,000 a year is at or above ₹10 lakh.',
        files: ['tenants/big-school.yaml', 'tenants/vidya-school.yaml'],
      },
    ])
  })
})

describe('inside a section', () => {
  test('the last line that covers a file wins, and each line is a seat of its own', () => {
    const approvers = parsed(
      '[Platform]\ntenants/ @acme/platform\ntenants/health-*.yaml @acme/platform-health',
    )
    expect(seatsOf(approvers, [], ['tenants/health-a.yaml', 'tenants/shop.yaml'])).toMatchObject([
      { name: 'Platform', line: 2, approvers: ['@acme/platform'], files: ['tenants/shop.yaml'] },
      { name: 'Platform', line: 3, approvers: ['@acme/platform-health'], files: ['tenants/health-a.yaml'] },
    ])
  })
  test('a line without owners asks nobody', () => {
    expect(seatsOf(parsed('[P]\n* @a\n/docs/'), [], ['docs/x.md'])).toEqual([])
  })
  test('blocks of one name keep their own conditions', () => {
    const approvers = parsed('[P] when tier == "bronze"\n* @bronze\n[p] when tier == "gold"\n* @gold')
    expect(seatsOf(approvers, [aChange()])).toMatchObject([{ name: 'P', approvers: ['@bronze'] }])
    expect(seatsOf(approvers, [aChange({ after: aTenant({ tier: 'gold' }) })])).toMatchObject([
      { name: 'P', approvers: ['@gold'] },
    ])
  })
  test('a condition asks nothing of a file that is no tenant', () => {
    expect(seatsOf(parsed('[P] when tier == "bronze"\n* @a'), [aChange()], ['README.md'])).toMatchObject([
      { files: ['tenants/vidya-school.yaml'] },
    ])
  })
  test('an optional section wants nobody, a counted one wants that many', () => {
    expect(seatsOf(parsed('^[A]\n* @a\n[B][2]\n* @b'), [], ['x'])).toMatchObject([
      { needed: 0 },
      { needed: 2 },
    ])
  })
  test('a file that matches the patterns of a plain CODEOWNERS file opens a seat too', () => {
    expect(seatsOf(parsed('* @a\n'), [aChange()])).toMatchObject([{ name: 'Code owners', approvers: ['@a'] }])
  })
})
