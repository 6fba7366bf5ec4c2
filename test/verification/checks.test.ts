import { describe, expect, test } from '@jest/globals'
import { costTags, type CostTags } from '../../src/verification/cost-tags.ts'
import {
  databaseConnectivity,
  type DatabaseConnectivity,
} from '../../src/verification/database-connectivity.ts'
import { objectStorage, type ObjectStorage } from '../../src/verification/object-storage.ts'
import { percentile, queryLatency } from '../../src/verification/query-latency.ts'
import {
  tenantIsolation,
  type Attempt,
  type TenantIsolation,
} from '../../src/verification/tenant-isolation.ts'

const loggedIn: DatabaseConnectivity = {
  login: 'accepted',
  role: 'tenant_a',
  seenAs: 'tenant_a',
  encrypted: true,
  roundTrip: { done: true, ms: 2 },
}

test.each([
  ['a login and a round trip', loggedIn, 'pass'],
  ['another role than its own', { ...loggedIn, seenAs: 'postgres' }, 'fail'],
  ['no round trip', { ...loggedIn, roundTrip: { done: false, why: 'no table' } }, 'fail'],
  ['a refused login', { login: 'refused', role: 'tenant_a', why: 'wrong password' }, 'fail'],
] as const)('database connectivity: %s', (_, seen, outcome) => {
  expect(databaseConnectivity.judge(seen).outcome).toBe(outcome)
})

describe('tenant isolation', () => {
  const allowed = (rows: number): Attempt => ({ result: 'allowed', rows })
  const refused: Attempt = { result: 'refused' }
  const seeing = (control: Attempt, attempt: Attempt, name = 'foreign-rows'): TenantIsolation => ({
    attempts: [{ name: name as 'foreign-rows', control, attempt }],
    structure: [],
  })
  test.each([
    ['own row seen, foreign one not', seeing(allowed(1), allowed(0)), 'pass'],
    ['a foreign row is seen', seeing(allowed(1), allowed(1)), 'fail'],
    ['the own row is not seen either', seeing(allowed(0), allowed(0)), 'fail'],
    ['a dead table hides everything', seeing({ result: 'broken', why: 'gone' }, allowed(0)), 'fail'],
    ['a refused statement', seeing(allowed(1), refused, 'set-role'), 'pass'],
    ['a statement that only found nothing', seeing(allowed(1), allowed(0), 'set-role'), 'fail'],
    [
      'a statement that broke for another reason proves nothing',
      seeing(allowed(1), { result: 'broken', why: 'typo' }, 'set-role'),
      'fail',
    ],
    ['nothing tried', { attempts: [], structure: [] }, 'error'],
    [
      'a structure that is wrong',
      { ...seeing(allowed(1), allowed(0)), structure: [{ expects: 'RLS is forced.', holds: false }] },
      'fail',
    ],
  ])('%s', (_, seen, outcome) => {
    expect(tenantIsolation.judge(seen).outcome).toBe(outcome)
  })
})

describe('query latency', () => {
  const fifty = Array.from({ length: 50 }, (_, n) => n + 1)
  test.each([
    ['at the threshold', fifty, 48, 'pass'],
    ['a millisecond above it', fifty, 47, 'fail'],
    ['too few samples', fifty.slice(1), 500, 'error'],
    ['no sample', [], 500, 'error'],
  ])('%s', (_, samples, threshold, outcome) => {
    expect(queryLatency(threshold).judge({ samples }).outcome).toBe(outcome)
  })
  test('percentiles are nearest ranks of what was measured', () => {
    expect([0.5, 0.95, 1].map((share) => percentile([3, 1, 2, 4], share))).toEqual([2, 4, 4])
  })
})

describe('object storage', () => {
  const held: ObjectStorage = {
    role: 'assumed',
    bucket: 'acme-a',
    own: { put: 'allowed', get: 'allowed', delete: 'allowed' },
    platform: 'denied',
    public: { get: 'denied', blocked: true },
    other: { put: 'denied', get: 'denied', list: 'denied', operator: 'allowed' },
    enforcement: 'denied',
  }
  test.each([
    ['its own bucket and no other', held, 'pass'],
    ['its own bucket is closed', { ...held, own: { ...held.own, put: 'denied' } }, 'fail'],
    ['it may raise its own limits', { ...held, platform: 'allowed' }, 'fail'],
    ['anybody can read it', { ...held, public: { ...held.public, get: 'allowed' } }, 'fail'],
    [
      'nothing keeps it from being made public',
      { ...held, public: { ...held.public, blocked: false } },
      'fail',
    ],
    ['another bucket is open', { ...held, other: { ...held.other, get: 'allowed' } }, 'fail'],
    ['nobody can use the other bucket', { ...held, other: { ...held.other, operator: 'denied' } }, 'error'],
    [
      'a denial that is an outage',
      { ...held, other: { ...held.other, put: { broken: 'timeout' } } },
      'error',
    ],
    [
      'an open bucket during an outage',
      { ...held, other: { ...held.other, put: 'allowed', get: { broken: 'timeout' } } },
      'fail',
    ],
    ['nothing is enforced here', { ...held, enforcement: 'allowed' }, 'error'],
    ['enforcement is unknown', { ...held, enforcement: { broken: 'timeout' } }, 'error'],
    ['the role cannot be assumed', { role: 'unassumable', arn: 'arn:a', why: 'denied' }, 'fail'],
  ] as const)('%s', (_, seen, outcome) => {
    expect(objectStorage.judge(seen).outcome).toBe(outcome)
  })
})

describe('cost tags', () => {
  const expected = { TenantID: 'a', Tier: 'gold', CostCenter: 'CC-1', ManagedBy: 'landlord' }
  const seeing = (tags: CostTags['resources'][number]['tags']): CostTags => ({
    expected,
    resources: [{ address: 'aws_s3_bucket.a', tags }],
  })
  test.each([
    ['all there', seeing({ ...expected, More: 'is fine' }), 'pass'],
    ['one is missing', seeing({ TenantID: 'a', Tier: 'gold', ManagedBy: 'landlord' }), 'fail'],
    ["one is another tenant's", seeing({ ...expected, TenantID: 'b' }), 'fail'],
    ['none', seeing({}), 'fail'],
    ['the resource is gone', seeing(undefined), 'fail'],
    ['nothing to tag', { expected, resources: [] }, 'fail'],
  ])('%s', (_, seen, outcome) => {
    expect(costTags.judge(seen).outcome).toBe(outcome)
  })
})
