import { expect, test } from '@jest/globals'
import { graceWarningsDays, patience, purgeApprovers } from '../../src/provisioning/deadlines.ts'
import { next } from '../../src/provisioning/next.ts'
import type { Observation } from '../../src/provisioning/observation.ts'
import { operationStates, type OperationState } from '../../src/provisioning/operation.ts'
import { parseSettings, settingsPath } from '../../src/tenant/settings/file.ts'
import { aFile } from '../builders.ts'
import { anOperation, aResult, later } from '../operation-builders.ts'
import { read } from './document.ts'

const pages = ['README', 'onboarding', 'change', 'retirement'].map((name) =>
  read(`docs/lifecycle/${name}.md`),
)
const [picture = '', , change = '', retirement = ''] = pages
const { settings } = parseSettings(aFile(settingsPath, read(settingsPath)))

test('the pages name no state that there is not', () => {
  const named = pages.flatMap((page) => page.match(/\b[A-Z]{4,}(?:_[A-Z]+)*\b/g) ?? [])
  const words = new Set(['JSON', 'APPROVERS', 'README'])
  const unknown = named.filter((name) => !words.has(name) && !operationStates.some((state) => state === name))
  expect([...new Set(unknown)]).toEqual([])
})

test('every way in the picture out of a state of the retirement is one that the machine takes', () => {
  const days = 86_400
  const retiring = { kind: 'retire', runId: 41, dispatchedAt: later(0).toISOString(), attempt: 1 } as const
  const run = { id: 41, url: '' }
  const ended = (changes: Parameters<typeof aResult>[0]): Observation => ({
    type: 'run-ended',
    ...{ run, conclusion: 'success', phases: [] },
    result: { found: 'result', result: aResult({ checks: [], ...changes }) },
  })
  const kept = { place: 'x', manifest: 'e'.repeat(64), files: 1, bytes: 1, rows: 1 }
  const approvals = ['colin', 'pat'].map((login) => ({ login, at: later(0).toISOString() }))
  const after = { purgeAfter: later(30 * days).toISOString(), approvals }
  const steps: readonly (readonly [OperationState, Observation, OperationState])[] = [
    ['RETIRING', ended({ action: 'export', export: kept }), 'GRACE'],
    ['GRACE', { type: 'purge-due' }, 'PURGING'],
    ['PURGING', ended({ action: 'purge', evidence: ['gone'] }), 'PURGED'],
  ]
  for (const [state, seen, to] of steps) {
    const from = anOperation({ ...retiring, state, retirement: after })
    expect(next(from, seen, later(31 * days)).operation.state).toBe(to)
    expect(picture).toContain(`${state} --> ${to}`)
  }
})

test('numbers are those of the program', () => {
  expect(retirement).toContain(`**${purgeApprovers}** people`)
  expect(retirement).toContain(`**${(patience.RETIRING?.forMs ?? 0) / 3_600_000} hours**`)
  expect(retirement).toContain(`**${(patience.GRACE?.forMs ?? 0) / 86_400_000} days**`)
  expect(settings?.retirement.graceDays).toBe((patience.GRACE?.forMs ?? 0) / 86_400_000)
  expect(graceWarningsDays).toEqual([14, 3])
  for (const warning of graceWarningsDays) expect(retirement).toContain(`**${warning}**`)
  expect(change).toContain(`**${settings?.provisioning.inspectEveryHours ?? 0} hours**`)
})
