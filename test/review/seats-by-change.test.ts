import { expect, test } from '@jest/globals'
import { evaluate } from '../../src/review/evaluate.ts'
import { seatsByChange } from '../../src/review/seats-by-change.ts'
import { anAddedFile, anApproval, anInput, estatePeople, tenantText } from './an-estate.ts'

test('each change has its own seats and reasons, and shares their state with the others', () => {
  const dear = tenantText('vidya-school').replace('amount: 200000', 'amount: 1000000')
  const files = [
    anAddedFile('tenants/sunrise-health.yaml', tenantText('sunrise-health')),
    anAddedFile('tenants/vidya-school.yaml', dear),
    anAddedFile('tenants/bazaar-retail.yaml', tenantText('bazaar-retail')),
  ]
  const input = anInput(files, { people: estatePeople({ reviews: [anApproval('carla')] }) })
  const verdict = evaluate(input)
  const seats = seatsByChange(input, verdict)
  const cfo = verdict.changes.map((change) => seats.get(change)?.find(({ name }) => name === 'CFO'))
  expect(cfo.map((seat) => seat?.because)).toEqual([
    'Budget of ₹15,00,000 a year is at or above ₹10 lakh.',
    'Budget of ₹10,00,000 a year is at or above ₹10 lakh.',
    undefined,
  ])
  expect(cfo.map((seat) => seat?.state.state)).toEqual(['filled', 'filled', undefined])
})
