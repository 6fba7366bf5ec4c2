import { describe, expect, test } from '@jest/globals'
import { renderComment } from '../../src/review/comment/comment.ts'
import { evaluate } from '../../src/review/evaluate.ts'
import { denies } from '../../src/tenant/finding.ts'
import { expectGolden } from '../golden.ts'
import { aChangedFile, anAddedFile, anApproval, anInput, estatePeople, tenantText } from './an-estate.ts'

const path = 'tenants/bazaar-retail.yaml'
const waivers = `
waivers:
  - rule: house/breach-contact
    until: '2027-02-28'
    reason: The on-call rota starts in January.
    approvedBy: colin@acme.example
`
const sound = tenantText('bazaar-retail')
const broken = sound.replace(/ {2}breach: .*\n/, '')
const judge = (text: string, more: Parameters<typeof anInput>[1] = {}) =>
  evaluate(anInput([anAddedFile(path, text)], more))
const denied = (verdict: ReturnType<typeof evaluate>) =>
  verdict.findings.filter(denies).map(({ rule }) => rule)

describe('a waiver in a pull request', () => {
  test('lets the change wait for Compliance instead of refusing it', () => {
    expect(denied(judge(broken))).toEqual(['house/breach-contact'])
    const verdict = judge(broken + waivers)
    expect(verdict.outcome).toBe('waiting')
    expect(verdict.approvals.seats.map(({ name, because }) => [name, because])).toEqual([
      ['Waivers', 'The number of waivers is 1, above 0.'],
    ])
    expectGolden('review/waived.md', renderComment(verdict).body)
  })

  test('is approved by an approval of Compliance', () => {
    const people = estatePeople({ reviews: [anApproval('colin')] })
    expect(judge(broken + waivers, { people }).outcome).toBe('approved')
  })

  test('still opens its seat when it is taken out again', () => {
    const verdict = evaluate(anInput([aChangedFile(path, sound + waivers, sound)]))
    expect(verdict.approvals.seats.map(({ name }) => name)).toEqual(['Waivers'])
  })

  test('ends by the day of the judgement, whatever date the commit claims', () => {
    const backdated = { on: '2027-02-01T00:00:00Z', today: '2027-03-01T09:00:00Z' }
    expect(denied(judge(broken + waivers, { ...backdated, today: '2027-02-28T09:00:00Z' }))).toEqual([])
    expect(denied(judge(broken + waivers, backdated))).toEqual(['house/breach-contact'])
  })
})
