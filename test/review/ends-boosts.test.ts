import { expect, test } from '@jest/globals'
import { evaluate } from '../../src/review/evaluate.ts'
import { aChangedFile, anInput, tenantText } from './an-estate.ts'

/** ₹12 lakh a year: any other change of it asks the CFO. */
const text = tenantText('bazaar-retail').replace('amount: 50000', 'amount: 100000')
const over = "  - { quota: storageGiB, by: 10, until: '2026-11-20', reason: The Diwali sales }\n"
const lasting = "  - { quota: storageGiB, by: 20, until: '2026-12-31', reason: The Christmas sales }\n"
const boosted = `${text}\nboosts:\n${over}${lasting}`

test.each<[string, string, readonly string[]]>([
  ['only a boost that is over goes: nobody is asked', boosted.replace(over, ''), []],
  ['one that lasts goes too', text, ['CFO']],
  ['one that lasts goes alone', boosted.replace(lasting, ''), ['CFO']],
  ['the one that lasts grows meanwhile', boosted.replace(over, '').replace('by: 20', 'by: 30'), ['CFO']],
  [
    'something else changes beside it',
    boosted.replace(over, '').replace('name: Bazaar Retail', 'name: Bazaar'),
    ['CFO'],
  ],
  ['the one that is over is written anew', boosted.replace('2026-11-20', '2026-11-19'), ['CFO']],
])('%s', (_, after, asked) => {
  const file = aChangedFile('tenants/bazaar-retail.yaml', boosted, after)
  const { approvals } = evaluate(
    anInput([file], { standing: [{ tenant: 'bazaar-retail', blob: undefined }] }),
  )
  expect(approvals.seats.map(({ name }) => name)).toEqual(asked)
})

test('whoever commits chooses the date of the commit, and it decides nothing here', () => {
  const file = aChangedFile('tenants/bazaar-retail.yaml', boosted, boosted.replace(lasting, ''))
  const { approvals } = evaluate(
    anInput([file], { on: '2027-01-05T00:00:00Z', today: '2026-11-21T00:00:00Z' }),
  )
  expect(approvals.seats.map(({ name }) => name)).toContain('CFO')
})
