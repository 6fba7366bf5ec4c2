import { describe, expect, test } from '@jest/globals'
import { reviewChange, type ReviewIO } from '../../src/flows/review-change.ts'
import type { CheckRun } from '../../src/review/comment/check-run.ts'
import type { Comment } from '../../src/review/comment/comment.ts'
import type { PullRef, ReviewInput } from '../../src/review/input.ts'
import { UserError } from '../../src/tenant/user-error.ts'
import { aPull } from '../review/a-verdict.ts'
import { anAddedFile, anInput, estatePeople, tenantText } from '../review/an-estate.ts'

const ref: PullRef = { estate: { owner: 'acme', repo: 'estate', installation: 1 }, number: 7 }
const { headSha } = aPull()

/** A world in which all goes well, and what was published in it. */
function aWorld(over: Partial<ReviewIO> = {}) {
  const kept: string[] = []
  const published: { checkRun: CheckRun; comment?: Comment }[] = []
  const io: ReviewIO = {
    load: () =>
      Promise.resolve(anInput([anAddedFile('tenants/vidya-school.yaml', tenantText('vidya-school'))])),
    head: () => Promise.resolve(headSha),
    publish: (_, { checkRun, comment }) => {
      published.push({ checkRun, comment })
      return Promise.resolve('published')
    },
    publishFailure: (_, checkRun) => Promise.resolve(void published.push({ checkRun })),
    saveDecision: (_, { outcome, headSha: sha }) =>
      Promise.resolve(void kept.push(`${outcome} ${sha.slice(0, 4)} before ${published.length} published`)),
    withdrawDecision: (_, sha, why) => Promise.resolve(void kept.push(`no: ${sha.slice(0, 4)} ${why}`)),
    room: {
      claims: () => Promise.resolve([]),
      saveClaim: () => Promise.resolve('saved'),
      releaseRoom: () => Promise.resolve(false),
      wakeWaiting: () => Promise.resolve(),
    },
    landlord: '1.2.3',
    delivery: 'delivery-1',
    ...over,
  }
  return { io, published, kept }
}

test('loads, evaluates, and publishes one check run and one comment', async () => {
  const { io, published } = aWorld()
  expect(await reviewChange(ref, io)).toBe('published')
  expect(published).toHaveLength(1)
  expect(published[0]?.checkRun).toMatchObject({
    headSha,
    conclusion: 'success',
    title: 'Approved automatically',
  })
  expect(published[0]?.comment?.body).toContain('vidya-school')
})

describe('what is decided is kept', () => {
  const at = headSha.slice(0, 4)
  const bad = anInput([anAddedFile('tenants/vidya-school.yaml', 'id: vidya-school\n')])
  const good = anInput([anAddedFile('tenants/vidya-school.yaml', tenantText('vidya-school'))])
  const merged = { ...good, pull: { ...aPull(), merged: true } }

  test.each<[string, ReviewInput, readonly string[]]>([
    ['before the check turns green', good, [`automatic ${at} before 0 published`]],
    ['and taken back when it is red', bad, [`no: ${at} Refused: 10 problems to mend`]],
    ['but nothing is decided on what touches nothing', anInput([]), []],
    ['nor on what is merged', merged, []],
  ])('%s', async (_, input, expected) => {
    const { io, kept } = aWorld({ load: () => Promise.resolve(input) })
    await reviewChange(ref, io)
    expect(kept).toEqual(expected)
  })

  test('a registry that cannot keep it keeps the check closed', async () => {
    const away = new Error('connection refused')
    const { io, published } = aWorld({ saveDecision: () => Promise.reject(away) })
    await expect(reviewChange(ref, io)).rejects.toBe(away)
    expect(published.map(({ checkRun }) => checkRun.conclusion)).toEqual(['failure'])
  })
})

test('a head that moved meanwhile gets nothing: the newer event evaluates it', async () => {
  const { io } = aWorld({ publish: () => Promise.resolve('superseded') })
  expect(await reviewChange(ref, io)).toBe('superseded')
})

test.each([
  ['a team that cannot be seen is looked for again later', { 'acme/cto': ['tom'] }, 1],
  ['one that is empty is an answer', { 'acme/cfo': [], 'acme/cto': ['tom'] }, 0],
])('%s', async (_, teams, times) => {
  const file = anAddedFile('tenants/sunrise-health.yaml', tenantText('sunrise-health'))
  const rest = { 'acme/legal': [], 'acme/compliance': [], 'acme/dpo': [], 'acme/platform': [] }
  const people = estatePeople({ teams: { ...teams, ...rest } })
  let looks = 0
  const { io } = aWorld({
    load: () => Promise.resolve(anInput([file], { people })),
    lookAgain: () => Promise.resolve(void (looks += 1)),
  })
  await reviewChange(ref, io)
  expect(looks).toBe(times)
})

describe('when something throws, a failing check stands on the commit in hand, and the error goes on', () => {
  const refusal = new UserError('GitHub does not allow Landlord to read the tree (403).', {
    fix: 'Accept the permissions.',
  })

  test.each<[string, Partial<ReviewIO>]>([
    ['while loading', { load: () => Promise.reject(refusal) }],
    ['while publishing', { publish: () => Promise.reject(refusal) }],
  ])('%s', async (_, world) => {
    const { io, published } = aWorld(world)
    await expect(reviewChange(ref, io)).rejects.toBe(refusal)
    expect(published).toHaveLength(1)
    expect(published[0]?.checkRun).toMatchObject({ headSha, conclusion: 'failure', title: refusal.message })
    expect(published[0]?.checkRun.summary).toContain('Accept the permissions.')
  })

  test('and it is looked at again later, when whatever it was may be over', async () => {
    const again: PullRef[] = []
    const { io } = aWorld({
      load: () => Promise.reject(refusal),
      lookAgain: (pull) => Promise.resolve(void again.push(pull)),
    })
    await expect(reviewChange(ref, io)).rejects.toBe(refusal)
    expect(again).toEqual([ref])
  })

  test('on the commit that was evaluated, though the head is another one by now', async () => {
    const { io, published } = aWorld({
      publish: () => Promise.reject(refusal),
      head: () => Promise.resolve('f'.repeat(40)),
    })
    await expect(reviewChange(ref, io)).rejects.toBe(refusal)
    expect(published[0]?.checkRun.headSha).toBe(headSha)
  })

  test('our own mistake shows the delivery id, and nothing of its message or stack', async () => {
    const ours = new TypeError('secret-token is not a function')
    const { io, published } = aWorld({ load: () => Promise.reject(ours) })
    await expect(reviewChange(ref, io)).rejects.toBe(ours)
    const shown = JSON.stringify(published[0]?.checkRun)
    expect(shown).toContain('delivery-1')
    expect(shown).not.toMatch(/secret-token|TypeError|review-change/)
  })

  test('and if even that cannot be published, both errors are thrown', async () => {
    const { io } = aWorld({
      load: () => Promise.reject(refusal),
      publishFailure: () => Promise.reject(new Error('502')),
    })
    const error: unknown = await reviewChange(ref, io).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AggregateError)
    expect((error as AggregateError).errors).toContain(refusal)
  })
})
