import { expect, test } from '@jest/globals'
import { breakGlass, type BreakGlassIO } from '../../src/flows/break-glass.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import { aSettings } from '../builders.ts'
import { anOperation, later, t0 } from '../operation-builders.ts'

const undecided = anOperation({ state: 'UNAUTHORISED', revertPull: 13 })
const reason = 'the hospital opens at six'

function aWorld(over: Partial<BreakGlassIO> = {}, operations: readonly Operation[] = [undecided]) {
  const did: string[] = []
  const io: BreakGlassIO = {
    loadSettings: () =>
      Promise.resolve(
        aSettings({ breakGlass: { teams: ['@acme/oncall', '@acme/platform'], reviewWithinHours: 24 } }),
      ),
    isMember: (_, team, login) => Promise.resolve(team === '@acme/platform' && login === 'pat'),
    operationsOf: () => Promise.resolve(operations),
    operationsOfTenant: () => Promise.resolve(operations),
    saveBreakGlass: (_, to, reviewBy) => {
      did.push(`${to.state} by ${JSON.stringify(to.authority)}, review by ${reviewBy}`)
      return Promise.resolve(true)
    },
    wake: (id) => Promise.resolve(void did.push(`wake ${id}`)),
    answer: (_, { body }) => Promise.resolve(void did.push(body)),
    closeRevert: (_, pull) => Promise.resolve(void did.push(`close #${pull}`)),
    now: () => t0,
    ...over,
  }
  const ask = (login: string, why: string) =>
    breakGlass(
      {
        pull: { estate: undecided.estate, number: 12 },
        id: 1,
        body: '',
        author: { login, isBot: false },
      },
      why,
      io,
    )
  return { did, ask }
}

test('a member of a named team has it provisioned: recorded, told, taken back no more, woken', async () => {
  const { did, ask } = aWorld()
  expect(await ask('pat', reason)).toMatchObject([{ state: 'QUEUED', revision: 1 }])
  const at = t0.toISOString()
  expect(did).toEqual([
    `QUEUED by {"by":"break-glass","login":"pat","reason":"${reason}","at":"${at}"}, review by ${later(86_400).toISOString()}`,
    expect.stringContaining('broke the glass for `sunrise-health`'),
    'close #13',
    `wake ${undecided.id}`,
  ])
})

const overtaken = anOperation({ id: 'op_bbbbbbbbbbbbbbbbbbbb', state: 'ACTIVE' })

test.each<[string, string, string, Partial<BreakGlassIO>, readonly Operation[], string]>([
  ['without a reason', 'pat', 'hm', {}, [undecided], 'Say why'],
  ['by anybody else', 'ria', reason, {}, [undecided], 'for members of `@acme/oncall`, `@acme/platform`'],
  [
    'where no team is named',
    'pat',
    reason,
    { loadSettings: () => Promise.resolve(aSettings()) },
    [undecided],
    'name no team',
  ],
  ['where nothing came past the gate', 'pat', reason, {}, [overtaken], 'Nothing of this pull request'],
  [
    'when later work has overtaken it',
    'pat',
    reason,
    { operationsOfTenant: () => Promise.resolve([overtaken, undecided]) },
    [undecided],
    'Nothing of this pull request',
  ],
])('refused %s, in words, and nothing moves', async (_, login, why, over, operations, says) => {
  const { did, ask } = aWorld(over, operations)
  expect(await ask(login, why)).toEqual([])
  expect(did).toEqual([expect.stringContaining(says)])
})

test('two people at once: it is done once', async () => {
  const { did, ask } = aWorld({ saveBreakGlass: () => Promise.resolve(false) })
  expect(await ask('pat', reason)).toEqual([])
  expect(did).toEqual([])
})
