import { expect, test } from '@jest/globals'
import { askPeople, keepWaiting, whomToRequest, type AskIO } from '../../src/flows/ask-people.ts'
import { renderComment } from '../../src/review/comment/comment.ts'
import { evaluate } from '../../src/review/evaluate.ts'
import type { PullRef, ReviewInput } from '../../src/review/input.ts'
import { aPull } from '../review/a-verdict.ts'
import { anAddedFile, anInput, tenantText } from '../review/an-estate.ts'

const ref: PullRef = { estate: { owner: 'acme', repo: 'estate', installation: 1 }, number: 7 }
const gold = anInput([anAddedFile('tenants/sunrise-health.yaml', tenantText('sunrise-health'))])
const bronze = anInput([anAddedFile('tenants/vidya-school.yaml', tenantText('vidya-school'))])
const of = (input: ReviewInput) => ({ input, verdict: evaluate(input) })

/** What is kept and done, in plain objects. */
function aWorld(requested: readonly string[] = []) {
  const did: string[] = []
  const asked: string[] = []
  let since: Record<string, string> = {}
  let now = '2026-11-21T10:00:00.000Z'
  const io: AskIO = {
    saveOpenSeats: (_, __, { seats, at }) => {
      since = Object.fromEntries(seats.map((seat) => [seat, since[seat] ?? at.toISOString()]))
      return Promise.resolve(since)
    },
    askedReviewers: () => Promise.resolve(asked),
    saveAskedReviewers: (_, __, who) => Promise.resolve(void asked.push(...who)),
    requested: () => {
      did.push('GET')
      return Promise.resolve(requested)
    },
    request: (_, { logins, teams }) =>
      Promise.resolve(void did.push(`POST ${[...logins, ...teams].toSorted().join(' ')}`)),
    tell: (notices) => Promise.resolve(void did.push(...notices.map(({ key }) => `tell ${key}`))),
    now: () => new Date(now),
    failed: (_, error) => void did.push(`failed: ${(error as Error).message}`),
  }
  const look = async (input: ReviewInput, over: Partial<AskIO> = {}) => {
    const judged = of(input)
    const all = { ...io, ...over }
    const verdict = await keepWaiting(ref, judged, all)
    const wanted = await whomToRequest(ref, { input, verdict }, all)
    await askPeople(ref, { verdict, wanted, done: false }, all)
    return { verdict, did: did.splice(0).filter((line) => over.tell ?? !line.startsWith('tell')) }
  }
  return { io, did, look, later: (at: string) => void (now = at), tell: io.tell }
}

test('those who can fill the open seats are asked once, and a second look asks GitHub nothing', async () => {
  const { look } = aWorld()
  expect((await look(gold)).did).toEqual(['GET', 'POST carla colin dana lena tom'])
  expect((await look(gold)).did).toEqual([])
})

test('whom the author chose is not asked again, nor at the next look', async () => {
  const { look } = aWorld(['carla', 'acme/cto', 'colin', 'lena', 'dana'])
  expect((await look(gold)).did).toEqual(['GET'])
  expect((await look(gold)).did).toEqual([])
})

test('where the review was told who is asked, GitHub is not asked for it', async () => {
  const requested = ['Carla', 'acme/cto', 'colin', 'lena']
  expect((await aWorld().look({ ...gold, requested })).did).toEqual(['POST dana'])
})

test('whom publishing has asked is not asked again, now or later', async () => {
  const { io, did, look } = aWorld()
  const judged = of(gold)
  const wanted = await whomToRequest(ref, judged, io)
  await askPeople(ref, { ...judged, wanted, done: true }, { ...io, tell: () => Promise.resolve() })
  expect(did.splice(0)).toEqual(['GET'])
  expect((await look(gold)).did).toEqual([])
})

test.each<[string, ReviewInput]>([
  ['a draft', { ...gold, pull: aPull({ draft: true }) }],
  ['what is merged', { ...gold, pull: aPull({ merged: true }) }],
  ['a change that nobody has to approve', bronze],
  ['a change that is refused whoever agrees', anInput([anAddedFile('tenants/x.yaml', 'id: x\n')])],
])('of %s nobody is asked, and GitHub neither', async (_, input) => {
  expect((await aWorld().look(input)).did).toEqual([])
})

test('the settings switch it off', async () => {
  const rules = gold.rules.map((file) => {
    if (!file.path.endsWith('settings.yml')) return file
    const text = new TextDecoder()
      .decode(file.bytes)
      .replace('approvals:\n', 'approvals:\n  requestReviewers: false\n')
    return { ...file, bytes: new TextEncoder().encode(text) }
  })
  expect((await aWorld().look({ ...gold, rules })).did).toEqual([])
})

test('a GitHub that refuses fails nothing, and is asked again at the next look', async () => {
  const { look } = aWorld()
  const request = () => Promise.reject(new Error('502'))
  expect((await look(gold, { request })).did).toEqual(['GET', 'failed: 502'])
  expect((await look(gold)).did).toEqual(['GET', 'POST carla colin dana lena tom'])
})

test('the comment says since when, and a later look leaves it as it is', async () => {
  const { look, later } = aWorld()
  const { body } = renderComment((await look(gold)).verdict)
  expect(body).toContain('| Since |')
  expect(body).toContain('⏳ waiting | 21 Nov 2026 |')
  later('2026-11-25T10:00:00.000Z')
  expect(renderComment((await look(gold)).verdict).body).toBe(body)
})

test('a seat that is filled says since when it is, and opens anew when the approval falls', async () => {
  const { look, later } = aWorld()
  await look(gold)
  later('2026-11-25T10:00:00.000Z')
  const review = { login: 'carla', isBot: false, state: 'APPROVED', sha: aPull().headSha } as const
  const people = gold.people && {
    ...gold.people,
    reviews: [{ ...review, submittedAt: '2026-11-24T09:00:00Z' }],
  }
  const filled = renderComment((await look({ ...gold, people })).verdict).body
  expect(filled).toContain('✅ `carla` | 24 Nov 2026 |')
  expect(renderComment((await look(gold)).verdict).body).toContain('⏳ waiting | 25 Nov 2026 |')
})

test('the request and what opened are told, the latter once for what opened together', async () => {
  const { look, tell } = aWorld()
  expect((await look(gold, { tell, request: () => Promise.resolve() })).did).toEqual([
    'GET',
    'tell request #7',
    'tell approval-needed #7 2026-11-21T10:00:00.000Z',
  ])
})
