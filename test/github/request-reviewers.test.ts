import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { loadRequested, requestReviewers } from '../../src/github/publish/request-reviewers.ts'
import { newEstate, openPull, repo, type Estate } from '../sandbox/github/estate.ts'

let estate: Estate
let number: number
beforeAll(async () => {
  estate = await newEstate()
  number = (await openPull(estate.as('ria'), 'asked', { 'docs/x.md': 'x\n' })).number
})
afterAll(() => estate.close())

const ref = () => ({ estate: { ...repo, installation: 1 }, number })
const calls = async (work: () => Promise<unknown>) => {
  const before = estate.github.calls.length
  await work()
  return estate.github.calls
    .slice(before)
    .filter(({ template }) => !template.startsWith('/app'))
    .map(({ method, status }) => `${method} ${status}`)
}
const ask = (logins: readonly string[], teams: readonly string[] = []) =>
  requestReviewers(estate.app.bot, ref(), { logins, teams })

test('people and teams are asked with one request, and read back as they are asked for', async () => {
  expect(await calls(() => ask(['pat'], ['acme/platform']))).toEqual(['POST 201'])
  expect(await loadRequested(estate.app.bot, ref())).toEqual(['pat', 'acme/platform'])
})

test('one who cannot be asked does not keep the others from being asked', async () => {
  const before = await loadRequested(estate.app.bot, ref())
  expect(await calls(() => ask(['boss', 'ria']))).toEqual(['POST 422', 'POST 201', 'POST 422'])
  expect(await loadRequested(estate.app.bot, ref())).toEqual([
    ...before.slice(0, 1),
    'boss',
    ...before.slice(1),
  ])
})

test('a team of another organisation is asked by nobody', async () => {
  expect(await calls(() => ask([], ['other/platform']))).toEqual([])
})
