import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { remindPeople, type RemindIO } from '../../src/flows/remind-people.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import type { ReviewInput } from '../../src/review/input.ts'
import { resolveAsking } from '../../src/tenant/settings/asking.ts'
import { freshDatabase } from '../embedded.ts'
import { aPull } from '../review/a-verdict.ts'
import { anAddedFile, anInput, tenantText } from '../review/an-estate.ts'

/** With the real registry, since what is promised here hangs on what it keeps. */
let registry: Registry
beforeAll(async () => {
  registry = await openRegistry(await freshDatabase())
})
afterAll(() => registry.close())

const change = anInput([anAddedFile('tenants/sunrise-health.yaml', tenantText('sunrise-health'))])
const opened = new Date('2026-11-21T10:00:00Z')
const seats = [
  'CFO\n@acme/cfo',
  'CTO\n@acme/cto',
  'Legal\n@acme/legal',
  'Compliance\n@acme/compliance',
].concat('Data Protection Officer\n@acme/dpo')
let estate = { owner: 'acme', repo: 'estate-0', installation: 1 }
let counter = 0
beforeEach(async () => {
  estate = { ...estate, repo: `estate-${(counter += 1)}` }
  await registry.saveOpenSeats(estate, 7, { seats, at: opened })
})

function aWorld(over: Partial<RemindIO> = {}) {
  const written: string[] = []
  const did: string[] = []
  let now = opened
  let input: ReviewInput | undefined = change
  const io: RemindIO = {
    ...registry,
    loadAsking: () => {
      did.push('settings')
      return Promise.resolve(resolveAsking({ remindAfter: '2d', escalateAfter: '5d' }))
    },
    load: () => Promise.resolve(input),
    publish: (_, { marker, body }) => {
      if (!written.some((one) => one.startsWith(marker))) written.push(body)
      return Promise.resolve()
    },
    tell: (notices) => Promise.resolve(void did.push(...notices.map(({ event }) => `tell ${event}`))),
    now: () => now,
    failed: (_, error) => void did.push(`failed: ${(error as Error).message}`),
    ...over,
  }
  return {
    ...{ io, written, did },
    turn: async (at: string, more: Partial<RemindIO> = {}) => {
      now = new Date(at)
      const told = await remindPeople(estate, { ...io, ...more })
      return { told, said: written.splice(0), did: did.splice(0) }
    },
    say: (next: ReviewInput | undefined) => void (input = next),
  }
}

test('one comment for all that is due, at its time, and never again', async () => {
  const { turn } = aWorld()
  expect((await turn('2026-11-23T09:59:59Z')).said).toEqual([])
  const { told, said, did } = await turn('2026-11-23T10:00:00Z')
  expect(told).toEqual([7])
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/\*\*CFO\*\*, since 21 Nov 2026: .* @carla\n- \*\*CTO\*\*.* @tom\n/)
  expect(did).toEqual(['settings', 'tell reminder'])
  expect((await turn('2026-11-24T10:00:00Z')).said).toEqual([])
  const { said: later } = await turn('2026-11-26T10:00:00Z')
  expect(later).toHaveLength(1)
  expect(later[0]).toContain('Nobody has answered for long')
  expect((await turn('2027-11-26T10:00:00Z')).said).toEqual([])
})

test('where the process ends before the comment is written, it is written at the next turn', async () => {
  const { turn } = aWorld()
  const publish = () => Promise.reject(new Error('killed'))
  expect((await turn('2026-11-23T10:00:00Z', { publish })).did).toContain('failed: killed')
  expect((await turn('2026-11-23T10:10:00Z')).said).toHaveLength(1)
  expect((await turn('2026-11-23T10:20:00Z')).said).toEqual([])
})

test('where it ends after that, the comment is found again and not written twice', async () => {
  const { turn, written } = aWorld()
  const saveStepsTold = () => Promise.reject(new Error('killed'))
  const bodies: string[] = []
  const publish: RemindIO['publish'] = (_, { marker, body }) => {
    if (!bodies.some((one) => one.startsWith(marker))) bodies.push(body)
    return Promise.resolve()
  }
  await turn('2026-11-23T10:00:00Z', { publish, saveStepsTold })
  await turn('2026-11-23T10:10:00Z', { publish })
  await turn('2026-11-23T10:20:00Z', { publish })
  expect(bodies).toHaveLength(1)
  expect(written).toEqual([])
})

test('two processes at once take a step once', async () => {
  const steps = [{ seat: seats[0] ?? '', since: opened.toISOString(), step: 'remind' as const }]
  const taken = await Promise.all(
    [1, 2].map(() => registry.takeSteps(estate, 7, { steps, at: new Date('2026-11-23T10:00:00Z') })),
  )
  expect(taken.filter((id) => id !== undefined)).toHaveLength(1)
})

const approvals = (state: 'APPROVED' | 'CHANGES_REQUESTED'): ReviewInput => ({
  ...change,
  people: change.people && {
    ...change.people,
    reviews: ['carla', 'tom', 'lena', 'colin', 'dana'].map((login) => ({
      ...{ login, isBot: false, state, sha: aPull().headSha, submittedAt: '2026-11-22T10:00:00Z' },
    })),
  },
})

test.each<[string, ReviewInput | undefined]>([
  ['is filled', approvals('APPROVED')],
  ['is vetoed, so that it is the author’s turn', approvals('CHANGES_REQUESTED')],
  ['is a draft again', { ...change, pull: aPull({ draft: true }) }],
  ['is closed', undefined],
])('nobody is reminded of what %s', async (_, input) => {
  const { turn, say } = aWorld()
  say(input)
  const { told, said } = await turn('2026-11-23T10:00:00Z')
  expect([told, said]).toEqual([[], []])
  say(change)
  expect((await turn('2026-11-23T10:10:00Z')).said).toEqual([])
})

test('an estate in which nothing waits costs no call', async () => {
  await registry.saveOpenSeats(estate, 7, { seats: [], at: opened })
  expect((await aWorld().turn('2027-11-23T10:00:00Z')).did).toEqual([])
})

test('a seat that stays open keeps its day, and one that opens anew begins again', async () => {
  const at = new Date('2026-11-25T10:00:00Z')
  const cfo = seats[0] ?? ''
  expect(await registry.saveOpenSeats(estate, 7, { seats: [cfo, 'X'], at })).toEqual({
    [cfo]: opened.toISOString(),
    X: at.toISOString(),
  })
  expect((await registry.openSeats(estate)).map(({ seat }) => seat)).toEqual([cfo, 'X'])
  expect(await registry.saveOpenSeats(estate, 7, { seats, at })).toMatchObject({
    [seats[1] ?? '']: at.toISOString(),
  })
})

test('who was asked is remembered, each once', async () => {
  await registry.saveAskedReviewers(estate, 7, ['carla', 'acme/cto'])
  await registry.saveAskedReviewers(estate, 7, ['carla'])
  expect(await registry.askedReviewers(estate, 7)).toEqual(['acme/cto', 'carla'])
  expect(await registry.askedReviewers(estate, 8)).toEqual([])
})
