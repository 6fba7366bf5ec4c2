import { expect, test } from '@jest/globals'
import type { Operation } from '../../src/provisioning/operation.ts'
import type { RunResult } from '../../src/provisioning/result.ts'
import { hasHealed } from '../../src/jobs/tell-inspection.ts'
import { anOperation, aResult } from '../operation-builders.ts'

const looked = (outcome: RunResult['outcome']): Operation =>
  anOperation({ kind: 'inspect', state: 'INSPECTED', result: aResult({ action: 'inspect', outcome }) })
const applied = (state: Operation['state']): Operation => anOperation({ kind: 'change', state })

test.each<[string, Operation['state'], readonly Operation[], boolean]>([
  ['it stands, and the last look found drift', 'ACTIVE', [looked('failed')], true],
  ['suspended on purpose it stands too', 'SUSPENDED', [looked('failed')], true],
  ['a look that could not be made tells nothing', 'ACTIVE', [looked('error'), looked('failed')], true],
  ['the last look found all well', 'ACTIVE', [looked('succeeded'), looked('failed')], false],
  ['nobody ever looked', 'ACTIVE', [], false],
  ['it is not over yet', 'VERIFYING', [looked('failed')], false],
  ['it went back', 'REVERTED', [looked('failed')], false],
])('%s', (_, state, earlier, healed) => {
  const operation = applied(state)
  expect(hasHealed(operation, [operation, ...earlier])).toBe(healed)
})
