import { describe, expect, test } from '@jest/globals'
import { next } from '../../src/provisioning/next.ts'
import { operationStates, type Operation } from '../../src/provisioning/operation.ts'
import { renderBrokenGlass } from '../../src/provisioning/render-broken-glass.ts'
import { renderInspection } from '../../src/provisioning/render-inspection.ts'
import { renderReport } from '../../src/provisioning/render-report.ts'
import { renderRevert } from '../../src/provisioning/render-revert.ts'
import { seconds } from '../../src/provisioning/render-timeline.ts'
import { expectGolden } from '../golden.ts'
import { anOperation, aResult, later, someChecks } from '../operation-builders.ts'

const run = { id: 41, url: 'https://github.example/acme/estate/actions/runs/41' }
const resources = {
  created: ['aws_s3_bucket.tenant', 'aws_iam_role.tenant', 'module.database.terraform_data.schema'],
  changed: [],
  destroyed: [],
}
const built = { 'vector-search': 'not-built', 'jwt-authentication': 'not-built' } as const

const dispatched = next(anOperation(), { type: 'turn', lastGoodSha: undefined }, later(1)).operation
const verifying = next(
  dispatched,
  {
    type: 'run-going',
    run,
    phases: [
      { phase: 'APPLYING', startedAt: later(5).toISOString() },
      { phase: 'CONFIGURING', startedAt: later(23.4).toISOString() },
      { phase: 'VERIFYING', startedAt: later(25).toISOString() },
    ],
  },
  later(26),
).operation
const end = (operation: Operation, result: Parameters<typeof aResult>[0], at: number, id = 41) =>
  next(
    operation,
    {
      type: 'run-ended',
      run: { ...run, id },
      conclusion: result?.outcome === undefined || result.outcome === 'succeeded' ? 'success' : 'failure',
      phases: [],
      result: { found: 'result', result: aResult(result) },
    },
    later(at),
  ).operation

const active = end(verifying, { resources, checks: someChecks(built) }, 31)
const failed = end(
  verifying,
  {
    resources,
    outcome: 'failed',
    reason: 'Another tenant’s login could read 3 rows of sunrise-health.',
    checks: someChecks({ ...built, 'tenant-isolation': 'fail', 'metrics-scraping': 'error' }).filter(
      ({ outcome }) => outcome !== 'error',
    ),
    notes: ['Metrics are not scraped here.'],
  },
  31,
)
const rolledBack = end(
  failed,
  { action: 'rollback', checks: [], resources: { created: [], changed: [], destroyed: resources.created } },
  47,
  42,
)
const reverting = next(rolledBack, { type: 'revert-open', pull: 13 }, later(48)).operation
const lost = next(
  verifying,
  { type: 'run-ended', run, conclusion: 'cancelled', phases: [], result: { found: 'nothing' } },
  later(40),
).operation
const quarantined = end(
  failed,
  {
    ...{ action: 'rollback', outcome: 'failed', checks: [], reason: 'Bucket not empty.' },
    left: ['aws_s3_bucket.tenant', 'module.object_storage.aws_kms_key.tenant[0]', 'the role in the database'],
  },
  50,
  42,
)

test.each([
  ['running', verifying, 'VERIFYING'],
  ['active', active, 'ACTIVE'],
  ['rolled-back-with-revert', reverting, 'REVERT_PR'],
  ['quarantined', quarantined, 'QUARANTINED'],
  ['run-lost', lost, 'UNKNOWN'],
] as const)('the report: %s', (name, operation, state) => {
  expect(operation.state).toBe(state)
  expectGolden(`provisioning/${name}.md`, renderReport(operation).body)
})

describe('a look at what stands', () => {
  const looked = (result: Parameters<typeof aResult>[0]): Operation =>
    anOperation({
      ...{
        kind: 'inspect',
        pull: undefined,
        state: 'INSPECTED',
        result: aResult({ action: 'inspect', ...result }),
      },
      history: [{ state: 'INSPECTED', at: later(0).toISOString() }],
    })
  const bent = looked({
    outcome: 'failed',
    drift: {
      changes: [{ address: 'module.object_storage.aws_iam_role.tenant', action: 'update' }],
      broken: ['The policy tenant_sunrise_health on documents is there. @everyone <b>'],
    },
    checks: someChecks({ 'tenant-isolation': 'fail' }),
  })

  test('what differs is one issue, with addresses and never a value', () => {
    const { title, body = '' } = renderInspection(bent) ?? {}
    expectGolden('provisioning/inspection.md', `${title ?? ''}\n\n${body}`)
    expect(body).not.toContain('@everyone')
  })
  test('all well closes it, and so does an apply that proved the tenant anew', () => {
    expect(renderInspection(looked({}))).toMatchObject({ body: undefined })
    expect(renderInspection(looked({}))?.healed).toContain('was looked at again on 2026-11-21')
    expect(renderInspection(active)).toMatchObject({ body: undefined })
    expect(renderInspection(active)?.healed).toContain('was applied and proven again on 2026-11-21')
  })
  test('a look that could not be made says nothing, and leaves the issue as it is', () => {
    expect(renderInspection(looked({ outcome: 'error' }))).toBeUndefined()
    expect(renderInspection(anOperation({ kind: 'inspect' }))).toBeUndefined()
  })
})

test('the revert of a tenant that was never active', () => {
  const { title, body, commitMessage, branch } = renderRevert(rolledBack)
  expectGolden(
    'provisioning/revert-onboarding.md',
    `${branch}\n\n${title}\n\n${commitMessage}\n---\n\n${body}`,
  )
})

test('the revert of a change', () => {
  const { title, body, commitMessage, branch } = renderRevert({
    ...rolledBack,
    kind: 'change',
    lastGoodSha: 'c'.repeat(40),
  })
  expectGolden('provisioning/revert-change.md', `${branch}\n\n${title}\n\n${commitMessage}\n---\n\n${body}`)
})

const undecided = anOperation({
  state: 'UNAUTHORISED',
  reason: '#12 was merged although its check was not green: nobody with a say in it has said yes.',
  skipped: [
    {
      name: 'CFO',
      because: 'Budget of ₹15,00,000 a year is at or above ₹10 lakh.',
      approvers: ['@acme/cfo', 'cfo@acme.example'],
    },
  ],
  revertPull: 13,
  history: [{ state: 'UNAUTHORISED', at: later(0).toISOString(), reason: '#12 was merged undecided.' }],
})

describe('what came past the gate', () => {
  test('the report says who was not asked, and what can be done', () => {
    expectGolden('provisioning/unauthorised.md', renderReport(undecided).body)
  })
  test('the pull request that takes it back', () => {
    const { title, body, commitMessage, branch } = renderRevert(undecided)
    expectGolden('provisioning/take-back.md', `${branch}\n\n${title}\n\n${commitMessage}\n---\n\n${body}`)
  })
  test('the record of broken glass asks those who were passed over', () => {
    const { body } = renderBrokenGlass(undecided, {
      login: 'pat',
      reason: 'The hospital opens at six. @everyone <b>hurry</b>',
      reviewBy: later(172_800).toISOString(),
    })
    expectGolden('provisioning/broken-glass.md', body)
    expect(body).not.toContain('@everyone')
  })
})

describe('whatever a run writes', () => {
  const evil = '<script>@acme/cfo #1 `x` | [a](http://b) <!-- landlord:review --> ' + '🦊'.repeat(5000)
  const hostile = anOperation({
    state: 'QUARANTINED',
    deadline: undefined,
    reason: evil,
    runUrl: 'javascript:alert(1)',
    result: aResult({
      outcome: 'failed',
      reason: evil,
      notes: Array.from({ length: 500 }, () => evil),
      resources: { created: Array.from({ length: 5000 }, () => evil), changed: [evil], destroyed: [evil] },
      checks: someChecks({ 'cost-tags': 'fail' }).map((check) => ({
        ...check,
        expects: evil,
        evidence: Array.from({ length: 500 }, () => evil),
      })),
    }),
    history: Array.from({ length: 500 }, (_, i) => ({
      state: 'UNKNOWN',
      at: later(i).toISOString(),
      reason: evil,
    })),
  })
  test('the report stays below GitHub’s limit and nothing in it has an effect', () => {
    const { body, marker } = renderReport(hostile)
    expect(body.length).toBeLessThanOrEqual(60_000)
    expect(body.replace(marker, '')).not.toMatch(/<script|<!--|\]\(http|javascript:/)
    expect(body.replace(/`[^`]*`|<code>.*?<\/code>/g, '')).not.toMatch(/@acme|#1\b/)
  })
  test('nor in the revert pull request', () => {
    expect(renderRevert(hostile).body).not.toMatch(/<script|<!--|\]\(http|@acme/)
  })
})

test.each(operationStates)('%s has a headline, the marker, and changes by itself never', (state) => {
  const { body, marker } = renderReport(anOperation({ state, revertPull: 13 }))
  expect(body.startsWith(`${marker}\n### `)).toBe(true)
  expect(marker).toBe('<!-- landlord:provisioning op_aaaaaaaaaaaaaaaaaaaa -->')
  expect(renderReport(anOperation({ state, revertPull: 13 })).body).toBe(body)
})

test.each([
  [400, '0.4 s'],
  [59_400, '59.4 s'],
  [59_900, '1 min 0 s'],
  [125_000, '2 min 5 s'],
  [7_380_000, '2 h 3 min'],
  [270_000_000, '3 d 3 h'],
])('%i ms read %s', (ms, says) => {
  expect(seconds(ms)).toBe(says)
})
