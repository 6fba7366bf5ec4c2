import { describe, expect, test } from '@jest/globals'
import { decidePurge, type PurgeDecisionIO } from '../../src/flows/decide-purge.ts'
import { observeGrace } from '../../src/flows/observe-grace.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import { moveRefusals } from '../../src/tenant/move-refusals.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aSettings, aTenant } from '../builders.ts'
import { anOperation, later } from '../operation-builders.ts'

const day = 86_400
const retirement = (...logins: string[]) => ({
  purgeAfter: later(30 * day).toISOString(),
  approvals: logins.map((login) => ({ login, at: later(0).toISOString() })),
})
const inGrace = (changes: Partial<Operation> = {}) =>
  anOperation({
    ...{ kind: 'retire', state: 'GRACE', retirement: retirement('colin', 'pat') },
    history: [{ state: 'GRACE', at: later(0).toISOString() }],
    ...changes,
  })
const { data } = aTenant()
const retired = aTenant({
  lifecycle: { state: 'retired' },
  data: { ...data, legalHold: false, retentionDays: undefined },
})

describe('what stands between a retired tenant and its purge', () => {
  const look = (tenant: Tenant | undefined, days: number, later_: readonly Operation[] = []) =>
    observeGrace(inGrace(), {
      operationsOfTenant: () => Promise.resolve([...later_, inGrace()]),
      loadNow: () => Promise.resolve(tenant),
      now: () => later(days * day),
    })
  const resumed = (state: Operation['state']) => anOperation({ id: 'op_later', kind: 'resume', state })
  const held = aTenant({ lifecycle: { state: 'retired' }, data: { ...retired.data, legalHold: true } })
  const long = aTenant({ lifecycle: { state: 'retired' }, data: { ...retired.data, retentionDays: 365 } })
  test.each([
    ['grace is not over', look(retired, 29), 'nothing'],
    ['grace is over', look(retired, 31), 'purge-due'],
    ['it is under legal hold', look(held, 31), 'purge-refused'],
    ['its data is to be kept for longer', look(long, 31), 'purge-refused'],
    ['that is over too', look(long, 366), 'purge-due'],
    ['its file is unreadable', look(undefined, 31), 'purge-refused'],
    ['its file says active', look(aTenant(), 31), 'purge-refused'],
    ['it is being resumed', look(retired, 31, [resumed('APPLYING')]), 'purge-refused'],
    ['it was resumed', look(retired, 31, [resumed('ACTIVE')]), 'overtaken'],
    ['it was only looked at', look(retired, 31, [anOperation({ id: 'op_i', kind: 'inspect' })]), 'purge-due'],
  ])('%s', async (_, seen, type) => {
    expect((await seen).type).toBe(type)
  })
})

describe('who says yes to a purge', () => {
  const say = async (login: string, changes: Partial<PurgeDecisionIO> = {}) => {
    const saved: Operation[] = []
    const answers: string[] = []
    const comment = {
      pull: { estate: { owner: 'acme', repo: 'estate', installation: 1 }, number: 7 },
      ...{ id: 1, body: '/landlord purge', author: { login, isBot: false } },
    }
    const said = await decidePurge(comment, {
      loadSettings: () =>
        Promise.resolve(aSettings({ retirement: { graceDays: 30, teams: ['@acme/platform'] } })),
      isMember: (_, __, who) => Promise.resolve(who !== 'ria'),
      loadAuthor: () => Promise.resolve('hari'),
      operationsOf: () => Promise.resolve([inGrace({ retirement: retirement('pat') })]),
      saveTransition: (_, to) => Promise.resolve(saved.push(to) > 0),
      wake: () => Promise.resolve(),
      answer: (_, { body }) => Promise.resolve(void answers.push(body)),
      now: () => later(60),
      ...changes,
    })
    return {
      said,
      approvals: saved[0]?.retirement?.approvals.map((one) => one.login),
      answer: answers.join(),
    }
  }
  test('a member of the team', async () => {
    expect(await say('colin')).toMatchObject({ said: true, approvals: ['pat', 'colin'] })
  })
  test('the same person again counts once, in whatever letters', async () => {
    expect(await say('PAT')).toMatchObject({ said: true, approvals: undefined })
  })
  test('not somebody else, not who asked for it, and nobody where no team is named', async () => {
    expect((await say('ria')).answer).toContain('for members of')
    expect((await say('hari')).answer).toContain('does not decide on its end')
    const nobody = await say('colin', { loadSettings: () => Promise.resolve(aSettings()) })
    expect(nobody).toMatchObject({ said: false, approvals: undefined })
  })
})

test('a move of a tenant that stands is refused with the steps to take, other changes are not', () => {
  const change = (after: Partial<Tenant>) =>
    moveRefusals({
      ...{ kind: 'change', tenant: 'x', file: 'tenants/x.yaml', beforeBlob: 'a', afterBlob: 'b' },
      ...{ before: aTenant({ region: 'eu-west-1' }), after: aTenant({ region: 'eu-west-1', ...after }) },
    })
  const { isolation } = aTenant()
  const other = isolation.database === 'pool' ? 'bridge' : 'pool'
  expect(change({ region: 'us-east-1' })).toMatchObject([{ pointer: '/region', severity: 'deny' }])
  expect(change({ isolation: { ...isolation, database: other } })).toMatchObject([{ pointer: '/isolation' }])
  expect(change({ isolation: { ...isolation, storage: other }, tier: 'silver' })).toEqual([])
})
