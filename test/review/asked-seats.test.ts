import { expect, test } from '@jest/globals'
import { askedSeats } from '../../src/review/asking/asked-seats.ts'
import { evaluate } from '../../src/review/evaluate.ts'
import { aFile } from '../builders.ts'
import { anAddedFile, anInput, tenantText } from './an-estate.ts'

const onboarding = (id: string) => anInput([anAddedFile(`tenants/${id}.yaml`, tenantText(id))])

test.each([
  ['a school with a small budget asks nobody', 'vidya-school', []],
  [
    'a gold tenant with health data asks five people',
    'sunrise-health',
    ['@acme/cfo', '@acme/cto', '@acme/legal', '@acme/compliance', '@acme/dpo'],
  ],
])('%s', (_, tenant, approvers) => {
  const { seats, distinct } = askedSeats(onboarding(tenant))
  expect(seats.flatMap((seat) => seat.approvers)).toEqual(approvers)
  expect(distinct).toBe(true)
})

test('the seats asked for are the seats that the verdict knows', () => {
  const input = onboarding('sunrise-health')
  const asked = askedSeats(input).seats.map(({ name, because }) => [name, because])
  expect(evaluate(input).approvals.seats.map(({ name, because }) => [name, because])).toEqual(asked)
})

test('with broken rules nobody is asked, and the verdict stays closed', () => {
  const input = { ...onboarding('sunrise-health'), rules: [aFile('.github/landlord/APPROVERS', '[CFO')] }
  expect(askedSeats(input).seats).toEqual([])
  expect(evaluate(input).outcome).toBe('refused')
})

test('rules that were read once are read again as soon as a byte of them differs', () => {
  const input = onboarding('sunrise-health')
  expect(askedSeats(input).seats).toHaveLength(5)
  const rules = input.rules.map((file) =>
    file.path.endsWith('APPROVERS')
      ? aFile(file.path, new TextDecoder().decode(file.bytes).replace('@acme/cfo', '@acme/cfx'))
      : file,
  )
  expect(askedSeats({ ...input, rules }).seats[0]?.approvers).toEqual(['@acme/cfx'])
  expect(askedSeats(input).seats[0]?.approvers).toEqual(['@acme/cfo'])
})
