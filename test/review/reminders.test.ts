import { expect, test } from '@jest/globals'
import { planReminders, type StepName } from '../../src/review/asking/plan-reminders.ts'
import { renderReminder } from '../../src/review/asking/render-reminder.ts'
import { resolveAsking } from '../../src/tenant/settings/asking.ts'
import { expectGolden } from '../golden.ts'
import { aSeat } from './a-verdict.ts'

const asking = resolveAsking({
  ...{ remindAfter: '2d', escalateAfter: '5d', escalateTo: ['@acme/platform'] },
  sections: { Legal: { remindAfter: '4h' } },
})
const since = '2026-11-21T10:00:00.000Z'
const steps = (at: string, taken: readonly StepName[] = [], name = 'CFO', settings = asking) =>
  planReminders([{ key: name, name, since, taken }], settings, new Date(at)).map(({ step }) => step)

test.each<[string, string, readonly StepName[], readonly StepName[]]>([
  ['before two days are over nobody is reminded', '2026-11-23T09:59:59.999Z', [], []],
  ['on the millisecond they are', '2026-11-23T10:00:00.000Z', [], ['remind']],
  ['once', '2026-11-25T10:00:00.000Z', ['remind'], []],
  ['before five days are over it is not escalated', '2026-11-26T09:59:59.999Z', ['remind'], []],
  ['on the millisecond it is', '2026-11-26T10:00:00.000Z', ['remind'], ['escalate']],
  ['once as well', '2027-01-01T00:00:00.000Z', ['remind', 'escalate'], []],
  ['after a long standstill one step says it all', '2026-12-21T10:00:00.000Z', [], ['escalate']],
  ['and the reminder does not come after it', '2026-12-21T10:00:00.000Z', ['escalate'], []],
])('%s', (_, at, taken, expected) => {
  expect(steps(at, taken)).toEqual(expected)
})

test('a section has its own patience, whatever case its name is in', () => {
  expect(steps('2026-11-21T13:59:59.999Z', [], 'LEGAL')).toEqual([])
  expect(steps('2026-11-21T14:00:00.000Z', [], 'LEGAL')).toEqual(['remind'])
})

test('without a patience nothing is ever done', () => {
  expect(steps('2030-01-01T00:00:00.000Z', [], 'CFO', resolveAsking({}))).toEqual([])
})

const cfo = aSeat({ since, state: { state: 'open', by: [], eligible: ['carla', 'cleo'] } })
const legal = aSeat({
  ...{ name: 'Legal', because: 'Data is sensitive: phi.', approvers: ['@acme/legal'], since },
  state: { state: 'open', by: [], eligible: ['lena'] },
})

test('a reminder reads as its golden file', () => {
  const overdue = [cfo, legal].map((seat) => ({ seat, step: 'remind' as const, tell: [] }))
  expectGolden('review/reminder.md', renderReminder(3, overdue).body)
})

test('an escalation mentions somebody else as well, who gains no say by it', () => {
  const { body } = renderReminder(4, [
    { seat: cfo, step: 'escalate', tell: ['@acme/platform'] },
    { seat: legal, step: 'remind', tell: [] },
  ])
  expectGolden('review/reminder-escalated.md', body)
})

test('nobody is mentioned but those asked, whatever a name or a reason holds', () => {
  const evil = aSeat({
    ...{ name: '@all', because: 'Because @everyone says so: @acme/cto', approvers: ['@acme/cfo', 'x @evil'] },
    state: { state: 'open', by: [], eligible: ['carla', 'cleo'] },
  })
  const { body } = renderReminder(5, [
    { seat: evil, step: 'escalate', tell: ['@acme/platform', '@a b', 'all'] },
  ])
  const mentioned = [...body.matchAll(/(?<![&\w`])@[\w/-]+/g)].map(([name]) => name)
  expect(mentioned.filter((name) => name !== '@user')).toEqual(['@acme/cfo', '@acme/platform'])
})
