import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { publishComment } from '../../src/github/publish/publish-comment.ts'
import { performRelease } from '../../src/jobs/perform-room.ts'
import type { World } from '../../src/jobs/world.ts'
import { reviewMarker } from '../../src/review/comment/comment.ts'
import { newEstate, openPull, repo, type Estate } from '../sandbox/github/estate.ts'

jest.setTimeout(60_000)

/** What processes that ended while they wrote have written twice, against the sandbox's GitHub. */
let estate: Estate
let number: number
let branches = 0
beforeAll(async () => {
  estate = await newEstate()
})
beforeEach(async () => {
  branches += 1
  const pull = await openPull(estate.as('ria'), `change-${branches}`, { [`docs/${branches}.md`]: 'x\n' })
  number = pull.number
})
afterAll(() => estate.close())

const app = { slug: 'landlord' }
const marker = (id: string) => `<!-- landlord:provisioning ${id} -->`
const says = (mark: string, text: string) => ({ marker: mark, body: `${mark}\n${text}`, create: true })
const ref = () => ({ estate: { ...repo, installation: 1 }, number })

const write = (body: string, as = estate.app.bot) =>
  as.issues.createComment({ ...repo, issue_number: number, body })
const seen = async () => {
  const { data } = await estate.app.bot.issues.listComments({ ...repo, issue_number: number })
  return data.map(({ body }) => body?.split('\n')[1])
}

/** A review twice, as somebody else says it too; one operation twice, another once. */
async function writeAll(): Promise<void> {
  await write(says(reviewMarker, 'review').body)
  await write(says(reviewMarker, 'review, again').body)
  await write(says(reviewMarker, 'ria').body, estate.as('ria'))
  await write(says(marker('aaaa'), 'first operation').body)
  await write(says(marker('bbbb'), 'second operation').body)
  await write(says(marker('aaaa'), 'first operation, again').body)
  await write('no marker\nsaid once')
  await write('no marker\nsaid once')
}
const onceEach = ['review', 'ria', 'first operation', 'second operation', 'said once', 'said once']

test('whoever looks for a comment of one operation takes away all that is there twice', async () => {
  await writeAll()
  await publishComment(estate.app.bot, ref(), { comment: says(marker('bbbb'), 'it is done'), app })
  expect(await seen()).toEqual(onceEach.map((text) => (text === 'second operation' ? 'it is done' : text)))
})

const nothing = () => Promise.resolve(undefined)
const world = {
  registry: { saveOpenSeats: nothing, saveHangsOn: nothing, releaseRoom: () => Promise.resolve(false) },
  github: { as: () => Promise.resolve(estate.app.bot), app: () => Promise.resolve(app) },
} as unknown as World

test('a pull request that is merged or closed is left with each of them once', async () => {
  await writeAll()
  await performRelease(ref(), 'a delivery', world)
  expect(await seen()).toEqual(onceEach)
  const calls = estate.github.calls.length
  await performRelease(ref(), 'the same once more', world)
  expect(estate.github.calls.slice(calls).map(({ method }) => method)).toEqual(['GET'])
})

test('one that is not there any more is no failure', async () => {
  await performRelease({ ...ref(), number: 9_999 }, 'a delivery', world)
  expect(estate.github.calls.at(-1)).toMatchObject({ method: 'GET', status: 404 })
})
